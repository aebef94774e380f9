"""The order of things: steps in lineage order, several at once, and the report of a run."""
