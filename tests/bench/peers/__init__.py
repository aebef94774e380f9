"""What others would write by hand for the same layers. Run by a Python of their own: see `environment`."""
