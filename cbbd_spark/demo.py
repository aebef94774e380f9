"""`make demo`: the main job from end to end, against a simulator that runs beside it."""

from __future__ import annotations

import time

import msgspec
from rich.console import Console

from cbbd_spark.errors import ExitCode
from cbbd_spark.ingest.order import Order
from cbbd_spark.pipeline.command import Scope, run_pipeline
from cbbd_spark.settings import Settings
from cbbd_spark.simulator import league
from cbbd_spark.simulator.server import create_app, serve_in_thread

_KEY = "the-simulator-takes-any"


def run_demo(console: Console, settings: Settings, *, season: int, teams: int) -> ExitCode:
    """Generates a league, serves it, and brings the lake up to date with it."""
    began = time.monotonic()
    console.print(f"[bold]1/3[/] generating a league: {teams} Division I teams, season {season} ...")
    dataset = league.generate([season], teams=teams)
    with serve_in_thread(create_app(dataset)) as url:
        console.print(f"[bold]2/3[/] a stand-in of the API answers on {url} ({time.monotonic() - began:.0f} s)")
        console.print("[bold]3/3[/] ingest -> bronze -> silver -> gold ...")
        # It is our own server: politeness would only cost time.
        api = msgspec.structs.replace(settings.api, base_url=url, requests_per_second=200.0, concurrency=4)
        code = run_pipeline(console, msgspec.structs.replace(settings, api=api), Order([season]), Scope(), key=_KEY)
    lake = settings.lake
    console.print(f"""
The lake is {lake.root} ({time.monotonic() - began:.0f} s in all). What next:
  .venv/bin/cbbd-spark show                                      what the lake holds
  make demo                                                      again: nothing is new, so nothing is written
  CBBD_API_KEY=... .venv/bin/cbbd-spark pipeline --seasons 2025  the same from the real API; use another CBBD_LAKE
Or open it with PyIceberg:
  from pyiceberg.catalog import load_catalog
  lake = load_catalog("{lake.catalog}", type="sql", uri="sqlite:///{lake.catalog_file}")
  lake.load_table("cbbd_gold.team_power_rankings").scan().to_pandas()""")
    return code
