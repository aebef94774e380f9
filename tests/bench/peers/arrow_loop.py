"""Raw -> bronze -> silver plays, file by file with orjson and pyarrow: `arrow_loop.py RAW_FOLDER OUT_FOLDER`."""

import gzip
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.parquet as pq
from terms import TERMS

Fields = dict[str, Any]

_TEXT, _BIG, _INT, _FLAG, _REAL = pa.string(), pa.int64(), pa.int32(), pa.bool_(), pa.float64()
_TIME, _DATE, _IDS = pa.timestamp("us", "UTC"), pa.date32(), pa.list_(pa.int64())
_PERSON = pa.struct([("name", _TEXT), ("id", _BIG)])
_SHOT = pa.struct(
    [
        ("shooter", _PERSON),
        ("made", _FLAG),
        ("range", _TEXT),
        ("assisted", _FLAG),
        ("assistedBy", _PERSON),
        ("location", pa.struct([("y", _REAL), ("x", _REAL)])),
    ]
)
BRONZE = pa.schema(
    [
        ("id", _BIG),
        ("sourceId", _TEXT),
        ("gameId", _BIG),
        ("gameSourceId", _TEXT),
        ("gameStartDate", _TIME),
        ("season", _BIG),
        ("seasonType", _TEXT),
        ("gameType", _TEXT),
        ("tournament", _TEXT),
        ("playType", _TEXT),
        ("isHomeTeam", _FLAG),
        ("teamId", _BIG),
        ("team", _TEXT),
        ("conference", _TEXT),
        ("teamSeed", _BIG),
        ("opponentId", _BIG),
        ("opponent", _TEXT),
        ("opponentConference", _TEXT),
        ("opponentSeed", _BIG),
        ("period", _BIG),
        ("clock", _TEXT),
        ("secondsRemaining", _BIG),
        ("homeScore", _BIG),
        ("awayScore", _BIG),
        ("homeWinProbability", _REAL),
        ("scoringPlay", _FLAG),
        ("shootingPlay", _FLAG),
        ("scoreValue", _BIG),
        ("wallclock", _TIME),
        ("playText", _TEXT),
        ("participants", pa.list_(_PERSON)),
        ("onFloor", pa.list_(pa.struct([("team", _TEXT), ("name", _TEXT), ("id", _BIG)]))),
        ("shotInfo", _SHOT),
    ]
)
SILVER = pa.schema(
    [
        ("play_id", _BIG),
        ("game_id", _BIG),
        ("season", _INT),
        ("season_type", _TEXT),
        ("game_date", _DATE),
        ("start_at", _TIME),
        ("play_source_id", _TEXT),
        ("game_source_id", _TEXT),
        ("play_type", _TEXT),
        ("play_type_canonical", _TEXT),
        ("team_id", _BIG),
        ("team", _TEXT),
        ("conference", _TEXT),
        ("is_home_team", _FLAG),
        ("opponent_id", _BIG),
        ("opponent", _TEXT),
        ("opponent_conference", _TEXT),
        ("period", _INT),
        ("clock", _TEXT),
        ("seconds_remaining_period", _INT),
        ("home_score", _INT),
        ("away_score", _INT),
        ("api_home_win_probability", _REAL),
        ("is_scoring_play", _FLAG),
        ("is_shooting_play", _FLAG),
        ("score_value", _INT),
        ("wallclock_at", _TIME),
        ("play_text", _TEXT),
        ("on_floor", _IDS),
        ("participants", _IDS),
        *((f"on_floor_player_{place}", _BIG) for place in range(1, 11)),
        *((f"participant_id_{place}", _BIG) for place in range(1, 3)),
        ("shooter_id", _BIG),
        ("shooter_name", _TEXT),
        ("assisted_by_id", _BIG),
        ("assisted_by_name", _TEXT),
        ("is_shot_made", _FLAG),
        ("is_shot_assisted", _FLAG),
        ("shot_range", _TEXT),
        ("shot_location_x", _REAL),
        ("shot_location_y", _REAL),
    ]
)


def main(raw: Path, out: Path) -> None:
    for layer in ("bronze", "silver"):
        (out / layer).mkdir(parents=True)
    for file in sorted(raw.glob("*/*.jsonl.gz")):
        name = f"{file.parent.name}-{file.name.removesuffix('.jsonl.gz')}.parquet"
        records = [orjson.loads(line) for line in gzip.decompress(file.read_bytes()).splitlines()]
        for record in records:
            for field in ("gameStartDate", "wallclock"):
                record[field] = _time(record[field])
        bronze = pa.Table.from_pylist(records, BRONZE)
        bronze = bronze.append_column("_raw_file", pa.array([str(file)] * len(records)))
        pq.write_table(bronze, out / "bronze" / name, compression="zstd")
        silver = pa.Table.from_pylist([_silver(record) for record in records], SILVER)
        pq.write_table(silver, out / "silver" / name, compression="zstd")


def _silver(record: Fields) -> Fields:
    start = record["gameStartDate"]
    day = (start - timedelta(hours=9)).date()
    season = record["season"]
    on_floor, participants = _ids(record["onFloor"]), _ids(record["participants"])
    shot = record["shotInfo"] or {}
    shooter, passer, spot = shot.get("shooter") or {}, shot.get("assistedBy") or {}, shot.get("location") or {}
    kind = record["playType"] or None
    return {
        "play_id": record["id"],
        "game_id": record["gameId"],
        "season": season if season and season > 0 else day.year + (day.month >= 7),
        "season_type": record["seasonType"],
        "game_date": day,
        "start_at": start,
        "play_source_id": record["sourceId"],
        "game_source_id": record["gameSourceId"] or None,
        "play_type": kind,
        "play_type_canonical": TERMS.get(kind, "other") if kind else None,
        "team_id": record["teamId"],
        "team": record["team"],
        "conference": record["conference"],
        "is_home_team": record["isHomeTeam"],
        "opponent_id": record["opponentId"],
        "opponent": record["opponent"],
        "opponent_conference": record["opponentConference"],
        "period": record["period"],
        "clock": record["clock"],
        "seconds_remaining_period": record["secondsRemaining"],
        "home_score": record["homeScore"],
        "away_score": record["awayScore"],
        "api_home_win_probability": record["homeWinProbability"],
        "is_scoring_play": record["scoringPlay"],
        "is_shooting_play": record["shootingPlay"],
        "score_value": record["scoreValue"],
        "wallclock_at": record["wallclock"],
        "play_text": record["playText"],
        "on_floor": on_floor,
        "participants": participants,
        **{f"on_floor_player_{place}": each for place, each in enumerate(on_floor[:10], start=1)},
        **{f"participant_id_{place}": each for place, each in enumerate(participants[:2], start=1)},
        "shooter_id": shooter.get("id"),
        "shooter_name": shooter.get("name"),
        "assisted_by_id": passer.get("id"),
        "assisted_by_name": passer.get("name"),
        "is_shot_made": shot.get("made"),
        "is_shot_assisted": shot.get("assisted"),
        "shot_range": shot.get("range"),
        "shot_location_x": spot.get("x"),
        "shot_location_y": spot.get("y"),
    }


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text).astimezone(UTC) if text else None


def _ids(players: list[Fields] | None) -> list[int]:
    return sorted({each["id"] for each in players or () if each["id"] is not None})


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
