"""Lives of a lake in memory and in virtual time: a seed decides what goes wrong, when, and in which order tasks run.

`python -m tests.ingest.simulated` lives through many of them; `--seed` repeats one.
"""
