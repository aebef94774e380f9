"""A box score counted from plays: whose play it is, what it counts for.

`field_goals_made` and the like are under the names of `fct_game_teams`. A play counts for the team that acts: a steal
and a block for the team that makes it, an assist for the shooter's. Dead-ball rebounds are in no box and not here.
"""

from __future__ import annotations

from pyspark.sql import Column
from pyspark.sql import functions as F

_TERMS = {
    "rebounds_offensive": "offensive_rebound",
    "rebounds_defensive": "defensive_rebound",
    "turnovers_total": "turnover",
    "steals": "steal",
    "blocks": "block",
}
_SHOTS = {
    "two_point_field_goals": ("two_pointer",),
    "three_point_field_goals": ("three_pointer",),
    "free_throws": ("free_throw",),
    "field_goals": ("two_pointer", "three_pointer"),
}
SHOT_COUNTS = tuple(f"{name}_{what}" for name in _SHOTS for what in ("made", "attempted"))
COUNTS = (*SHOT_COUNTS, *_TERMS, "assists", "points_total")


def box_counts() -> dict[str, Column]:
    """Aggregates over a team's plays, by the names of COUNTS."""
    kind, made = F.col("shot_kind"), F.col("is_shot_made")
    counts: dict[str, Column] = {}
    for name, kinds in _SHOTS.items():
        counts[f"{name}_made"] = F.count_if(kind.isin(*kinds) & made)
        counts[f"{name}_attempted"] = F.count_if(kind.isin(*kinds))
    for name, term in _TERMS.items():
        counts[name] = F.count_if(F.col("play_type_canonical") == term)
    counts["assists"] = F.count_if(F.col("is_shot_assisted") & (kind != "free_throw"))
    counts["points_total"] = F.sum("points_scored")
    return counts
