"""What is wrong with the real data, seldom and by nature: a dataset as it is, and the same with flaws.

A generated league adds up, which makes it an oracle. `flawed` takes that away where the real API does: scores that
are wrong (Q7), teams in two conferences at once (Q12), and a play feed with gaps and inversions (Q16, Q17). What is
flawed hangs on ids alone, so every endpoint tells the same story, in every process.
"""

from cbbd_spark.simulator.flaws.applying import flawed

__all__ = ["flawed"]
