"""What a play is, whatever the feed of that season calls it."""

from __future__ import annotations

from itertools import chain

from pyspark.sql import Column
from pyspark.sql import functions as F

# Letters and digits of the feed's names in lower case -> the term. Feeds differ in case and blanks within one
# season, and old and new feeds in words.
_TERMS = {
    "jump_shot": ("jumpshot", "jumper", "twopointjumper", "hookshot"),
    "three_point_shot": ("threepointshot", "threepointjumper", "threepointjumpshot"),
    "layup": ("layupshot", "layup"),
    "dunk": ("dunkshot", "dunk"),
    "tip_shot": ("tipshot", "tipin"),
    "shot": ("shot", "madeshot", "missedshot"),
    "free_throw": ("madefreethrow", "missedfreethrow", "freethrow"),
    "defensive_rebound": ("defensiverebound", "defensiveteamrebound"),
    "offensive_rebound": ("offensiverebound", "offensiveteamrebound"),
    "dead_ball_rebound": ("deadballrebound", "deadballteamrebound", "teamrebound"),
    "turnover": ("lostballturnover", "turnover", "badpassturnover", "teamturnover", "offensivefoulturnover"),
    "steal": ("steal",),
    "block": ("blockshot", "blockedshot", "block"),
    "foul_personal": ("personalfoul", "foul", "shootingfoul", "offensivefoul"),
    "foul_technical": ("technicalfoul",),
    "foul_flagrant": ("flagrantfoul",),
    "ejection": ("ejection",),
    "timeout_team": ("regulartimeout", "shorttimeout", "fulltimeout", "timeout", "teamtimeout"),
    "timeout_tv": ("officialtvtimeout", "officialtimeout", "mediatimeout"),
    "jump_ball": ("jumpball",),
    "end_period": ("endperiod",),
    "end_game": ("endgame",),
    "substitution": ("substitution",),
    "challenge": ("coachschallengestands", "coachschallengeoverturned", "coachschallengesupported", "coachschallenge"),
    "not_available": ("notavailable",),
}
_BY_NAME = {name: term for term, names in _TERMS.items() for name in names}
_NOT_LETTERS = " -_.'’()"


def canonical_play_type(play_type: Column) -> Column:
    """The term for a feed's play type; `other` for one that is not known, NULL for NULL.

    `free_throw` is made or missed, `turnover` of any cause: the feed's names do not tell them apart reliably.
    """
    spelled = F.lower(F.translate(play_type, _NOT_LETTERS, ""))
    terms = F.create_map(*(F.lit(word) for word in chain.from_iterable(_BY_NAME.items())))
    return F.when(play_type.isNotNull(), F.coalesce(F.try_element_at(terms, spelled), F.lit("other")))
