"""Raw -> bronze -> silver plays in DuckDB, as one would write it: `duckdb_layers.py RAW_FOLDER OUT_FOLDER [unique]`.

`unique` keeps one row per play, as a table with a key has to; without it every row is taken as it is.
"""

import sys
from pathlib import Path

import duckdb
from terms import TERMS

PERSON = "STRUCT(name VARCHAR, id BIGINT)"
COLUMNS = {
    "id": "BIGINT",
    "sourceId": "VARCHAR",
    "gameId": "BIGINT",
    "gameSourceId": "VARCHAR",
    "gameStartDate": "TIMESTAMP",
    "season": "BIGINT",
    "seasonType": "VARCHAR",
    "gameType": "VARCHAR",
    "tournament": "VARCHAR",
    "playType": "VARCHAR",
    "isHomeTeam": "BOOLEAN",
    "teamId": "BIGINT",
    "team": "VARCHAR",
    "conference": "VARCHAR",
    "teamSeed": "BIGINT",
    "opponentId": "BIGINT",
    "opponent": "VARCHAR",
    "opponentConference": "VARCHAR",
    "opponentSeed": "BIGINT",
    "period": "BIGINT",
    "clock": "VARCHAR",
    "secondsRemaining": "BIGINT",
    "homeScore": "BIGINT",
    "awayScore": "BIGINT",
    "homeWinProbability": "DOUBLE",
    "scoringPlay": "BOOLEAN",
    "shootingPlay": "BOOLEAN",
    "scoreValue": "BIGINT",
    "wallclock": "TIMESTAMP",
    "playText": "VARCHAR",
    "participants": f"{PERSON}[]",
    "onFloor": "STRUCT(team VARCHAR, name VARCHAR, id BIGINT)[]",
    "shotInfo": f'STRUCT(shooter {PERSON}, made BOOLEAN, "range" VARCHAR, assisted BOOLEAN, assistedBy {PERSON}, '
    '"location" STRUCT(y DOUBLE, x DOUBLE))',
}
_PLACES = ", ".join(f"on_floor[{place}] AS on_floor_player_{place}" for place in range(1, 11))
SILVER = f"""
SELECT play_id, game_id, season, season_type, game_date, start_at, play_source_id, game_source_id, play_type,
  CASE WHEN play_type IS NOT NULL THEN coalesce(terms[play_type], 'other') END AS play_type_canonical,
  team_id, team, conference, is_home_team, opponent_id, opponent, opponent_conference, period, clock,
  seconds_remaining_period, home_score, away_score, api_home_win_probability, is_scoring_play, is_shooting_play,
  score_value, wallclock_at, play_text, on_floor, participants, {_PLACES},
  participants[1] AS participant_id_1, participants[2] AS participant_id_2,
  shot.shooter.id AS shooter_id, shot.shooter.name AS shooter_name, shot.assistedBy.id AS assisted_by_id,
  shot.assistedBy.name AS assisted_by_name, shot.made AS is_shot_made, shot.assisted AS is_shot_assisted,
  shot.range AS shot_range, shot.location.x AS shot_location_x, shot.location.y AS shot_location_y
FROM (
  SELECT id AS play_id, gameId AS game_id,
    coalesce(CASE WHEN season > 0 THEN season END,
      year(gameStartDate - INTERVAL 9 HOUR) + (month(gameStartDate - INTERVAL 9 HOUR) >= 7)::INT)::INT AS season,
    seasonType AS season_type, (gameStartDate - INTERVAL 9 HOUR)::DATE AS game_date, gameStartDate AS start_at,
    sourceId AS play_source_id, nullif(gameSourceId, '') AS game_source_id, nullif(playType, '') AS play_type,
    $terms AS terms, teamId AS team_id, team, conference, isHomeTeam AS is_home_team,
    opponentId AS opponent_id, opponent, opponentConference AS opponent_conference,
    TRY_CAST(period AS INT) AS period, clock, TRY_CAST(secondsRemaining AS INT) AS seconds_remaining_period,
    TRY_CAST(homeScore AS INT) AS home_score, TRY_CAST(awayScore AS INT) AS away_score,
    homeWinProbability AS api_home_win_probability, scoringPlay AS is_scoring_play,
    shootingPlay AS is_shooting_play, TRY_CAST(scoreValue AS INT) AS score_value, wallclock AS wallclock_at,
    playText AS play_text, list_sort(list_distinct([each.id FOR each IN onFloor])) AS on_floor,
    list_sort(list_distinct([each.id FOR each IN participants])) AS participants, shotInfo AS shot
  FROM read_parquet($bronze) $one_each
)
"""  # noqa: S608 (its values are ours)
_ONE_EACH = "QUALIFY row_number() OVER (PARTITION BY id ORDER BY _raw_file DESC) = 1"


def main(raw: Path, out: Path, *, unique: bool) -> None:
    out.mkdir(parents=True)
    files = str(raw / "*" / "*.jsonl.gz")
    bronze, silver = out / "bronze.parquet", out / "silver.parquet"
    columns = ", ".join(f"'{name}': '{kind}'" for name, kind in COLUMNS.items())
    terms = "MAP {" + ", ".join(f"'{name}': '{term}'" for name, term in TERMS.items()) + "}"
    query = SILVER.replace("$terms", terms).replace("$bronze", f"'{bronze}'")
    query = query.replace("$one_each", _ONE_EACH if unique else "")
    connection = duckdb.connect()
    connection.execute("SET threads TO 2")
    connection.execute(
        f"COPY (SELECT * RENAME (filename AS _raw_file) FROM read_ndjson('{files}', columns = {{{columns}}}, "  # noqa: S608
        f"filename = true)) TO '{bronze}' (FORMAT parquet, COMPRESSION zstd)"
    )
    connection.execute(f"COPY ({query}) TO '{silver}' (FORMAT parquet, COMPRESSION zstd)")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), unique=sys.argv[3:] == ["unique"])
