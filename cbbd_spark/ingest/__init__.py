"""API -> raw: asks for exactly what is missing and lands every answer as it came. asyncio; never imports pyspark."""
