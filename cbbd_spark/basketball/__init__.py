"""The formulas of the game, Column -> Column: no session, no tables, no I/O."""
