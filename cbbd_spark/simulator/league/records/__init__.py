"""From the league to the API's records. Every module exports SOURCES: the endpoints it fills, found by walking."""
