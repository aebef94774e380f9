"""The shots by kind of the leaderboard, which calls and groups them otherwise than a season's shooting does."""

from __future__ import annotations

from cbbd_spark.silver.box_score import Kind, Leaf
from cbbd_spark.silver.shares import Share
from cbbd_spark.silver.shot_kinds import (
    ASSISTABLE,
    FROM_THE_FIELD,
    SHARES_BY_KIND,
    api_assisted_pct,
    api_share,
    assisted,
)

_PATHS = {kind: f"shot_profile.{kind.removesuffix('s')}" for kind in FROM_THE_FIELD}
_JUMPERS = ("two_point_jumpers", "three_point_jumpers")
_AT_RIM = ("dunks", "layups", "tip_ins")


def _tried(kind: str, what: str, path: str) -> tuple[Leaf, Leaf]:
    return (
        Leaf(f"{kind}_made", f"{path}.made", f"{what} that went in."),
        Leaf(f"{kind}_attempted", f"{path}.attempts", f"{what} tried, those that went in included."),
    )


def _api(name: str, path: str, doc: str) -> Leaf:
    return Leaf(f"api_{name}", path, f"{doc}, as the API has it.", Kind.PERCENT)


PROFILE = (
    *(leaf for kind, what in FROM_THE_FIELD.items() for leaf in _tried(kind, what, _PATHS[kind])),
    *_tried("tracked_free_throws", "Free throws in the feed of plays", "shot_profile.free_throws"),
    *(assisted(kind, what, _PATHS[kind]) for kind, what in ASSISTABLE.items()),
    *(api_assisted_pct(kind, ASSISTABLE[kind], _PATHS[kind]) for kind in _JUMPERS),
    *(_api(f"{kind}_pct", f"{_PATHS[kind]}.pct", f"Share of {ASSISTABLE[kind].lower()} made") for kind in _JUMPERS),
    *(api_share(kind, what, f"{_PATHS[kind]}.rate") for kind, what in FROM_THE_FIELD.items()),
    _api("at_rim_pct", "shot_profile.at_rim.pct", "Share of dunks, layups and tip-ins that went in"),
    _api("at_rim_assisted_pct", "shot_profile.at_rim.assisted_pct", "Share of those made that were assisted"),
    _api("at_rim_share", "shot_profile.at_rim.rate", "Share of dunks, layups and tip-ins among the tracked shots"),
    _api("assisted_pct", "shot_profile.assisted_pct", "Share of the shots made that were assisted"),
    _api("tracked_free_throw_rate", "shot_profile.free_throws.rate", "Free throws per tracked shot"),
    _api("three_rate", "shot_profile.distribution.three_rate", "Share of shots of three points"),
    _api("jumper_rate", "shot_profile.distribution.jumper_rate", "Share of jump shots of two and three points"),
    _api("midrange_rate", "shot_profile.distribution.midrange_rate", "Share of jump shots of two points"),
)
_AT_RIM_TRIED = tuple(f"{kind}_attempted" for kind in _AT_RIM)
PROFILE_SHARES = (
    *SHARES_BY_KIND,
    Share(
        "at_rim_pct",
        "Share of dunks, layups and tip-ins that went in.",
        tuple(f"{kind}_made" for kind in _AT_RIM),
        _AT_RIM_TRIED,
    ),
    Share(
        "at_rim_share",
        "Share of dunks, layups and tip-ins among the tracked shots.",
        _AT_RIM_TRIED,
        ("tracked_shots",),
    ),
)
