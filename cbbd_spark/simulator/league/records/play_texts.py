"""Names and texts of plays as the feed writes them."""

from cbbd_spark.simulator.dataset import Record
from cbbd_spark.simulator.league.events import Event, Kind
from cbbd_spark.simulator.league.records.making import record
from cbbd_spark.simulator.league.world import League

TYPE_NAMES: dict[int, str] = {
    Kind.PERIOD_START: "Not Available",
    Kind.JUMP_BALL: "Jumpball",
    Kind.JUMPER: "JumpShot",
    Kind.LAYUP: "LayUpShot",
    Kind.DUNK: "DunkShot",
    Kind.TIP: "TipShot",
    Kind.FREE_THROW: "MadeFreeThrow",  # misses too (Q16)
    Kind.DEFENSIVE_REBOUND: "Defensive Rebound",
    Kind.OFFENSIVE_REBOUND: "Offensive Rebound",
    Kind.DEAD_BALL_REBOUND: "Dead Ball Rebound",
    Kind.TURNOVER: "Lost Ball Turnover",
    Kind.STEAL: "Steal",
    Kind.BLOCK: "Block Shot",
    Kind.FOUL: "PersonalFoul",
    Kind.TECHNICAL: "Technical Foul",
    Kind.TIMEOUT: "RegularTimeOut",
    Kind.TV_TIMEOUT: "OfficialTVTimeOut",
    Kind.SUBSTITUTION: "Substitution",
    Kind.PERIOD_END: "End Period",
    Kind.GAME_END: "End Game",
}

_TYPE_IDS = {
    "Not Available": 0, "End Game": 402, "End Period": 412, "TipShot": 437, "Dead Ball Rebound": 449,
    "PersonalFoul": 519, "Technical Foul": 521, "MadeFreeThrow": 540, "JumpShot": 558, "LayUpShot": 572,
    "DunkShot": 574, "RegularTimeOut": 578, "OfficialTVTimeOut": 580, "Substitution": 584,
    "Offensive Rebound": 586, "Defensive Rebound": 587, "Lost Ball Turnover": 598, "Steal": 607,
    "Jumpball": 615, "Block Shot": 618, "LayupShot": 20572,
}  # fmt: skip

_SHOT_WORDS: dict[int, str] = {
    Kind.LAYUP: "Layup",
    Kind.DUNK: "Dunk",
    Kind.TIP: "Two Point Tip Shot",
    Kind.FREE_THROW: "Free Throw",
}
_OF_PLAYER: dict[int, str] = {
    Kind.DEFENSIVE_REBOUND: "{} Defensive Rebound.",
    Kind.OFFENSIVE_REBOUND: "{} Offensive Rebound.",
    Kind.TURNOVER: "{} Turnover.",
    Kind.STEAL: "{} Steal.",
    Kind.BLOCK: "{} Block.",
    Kind.FOUL: "Foul on {}.",
    Kind.TECHNICAL: "Technical Foul on {}.",
}
_OF_TEAM: dict[int, str] = {
    Kind.JUMP_BALL: "Jump Ball won by {}",
    Kind.DEAD_BALL_REBOUND: "{} Deadball Team Rebound.",
    Kind.TIMEOUT: "{}  Timeout",
}
_OF_NOBODY: dict[int, str] = {
    Kind.PERIOD_START: "PLAY",
    Kind.TV_TIMEOUT: "Official TV Timeout",
    Kind.GAME_END: "End of Game",
}
_ORDINALS = {1: "1st", 2: "2nd", 3: "3rd"}
PRESENT_TENSE_FROM = 2026


def _period_end(period: int) -> str:
    number, word = (period, "half") if period <= 2 else (period - 2, "overtime")
    return f"End of {_ORDINALS.get(number, f'{number}th')} {word}"


def _shot(event: Event, player: str, helper: str, season: int) -> str:
    is_present = season >= PRESENT_TENSE_FROM
    verb = ("makes" if is_present else "made") if event.made else "misses" if is_present else "missed"
    what = _SHOT_WORDS.get(event.kind, "Three Point Jumper" if event.worth == 3 else "Jumper")
    assisted = f" Assisted by {helper}." if helper else ""
    return f"{player} {verb} {what}.{assisted}"


def play_text(event: Event, team: str, player: str, helper: str, season: int) -> str:
    """What the feed says of a play."""
    kind = event.kind
    if event.worth:
        return _shot(event, player, helper, season)
    if kind in _OF_PLAYER:
        return _OF_PLAYER[kind].format(player)
    if kind in _OF_TEAM:
        return _OF_TEAM[kind].format(team)
    if kind == Kind.SUBSTITUTION:
        return f"{player} subbing {'in' if event.other else 'out'} for {team}."
    return _OF_NOBODY.get(kind) or _period_end(event.period)


def _play_types(_league: League) -> list[Record]:
    ids = sorted((number, name) for name, number in _TYPE_IDS.items())
    return [record("/plays/types", {"id": number, "name": name}) for number, name in ids]


SOURCES = {"/plays/types": _play_types}
