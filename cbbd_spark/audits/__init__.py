"""Rules across tables, one file each: AUDIT says which, `judged()` compares."""
