.DEFAULT_GOAL := help
SHELL := /bin/sh
BIN := .venv/bin

help:  ## Explain each target
	@awk -F ':.*##' '/^[a-z][a-z0-9-]*:.*##/ { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup:  ## Python environment, Java and jars in .venv; does only what is missing
	@sh infra/laptop/setup.sh

demo: setup  ## The whole way on a generated league: simulator, ingest, bronze, silver, gold
	@$(BIN)/cbbd-spark demo

test: setup  ## All tests but the slow ones
	@$(BIN)/python -m pytest -m "not e2e"

# Each time other ones, the first of which is printed; SCHEDULES="500 --base 7" for as many from there on.
SCHEDULES ?= 5000
test-schedules: setup  ## Thousands of seeds of ingest in virtual time: kills, pauses, faults, orders of tasks
	@$(BIN)/python -m tests.ingest.simulated $(SCHEDULES)

test-e2e: setup  ## Whole processes, killed and run again: slow
	@$(BIN)/python -m pytest -m "e2e and not replay"

test-replay: setup  ## Tables made again from raw, and damaged raw: slower still
	@$(BIN)/python -m pytest -m replay

test-client: setup  ## Every method of the API's own client against the simulator; needs a package index
	@$(BIN)/python -m tests.official_client

check: setup  ## Style, types, the direction of imports, and what specs, docs and code promise each other
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m pytest -m "not spark and not e2e" tests/contracts

# The key goes by the environment: in a recipe it would be an argument of the shell.
ifeq ($(origin KEY),command line)
cassette: export CBBD_API_KEY := $(value KEY)
endif
cassette: setup  ## A few calls (30 at most) to the real API, kept and compared: make cassette KEY=...
	@$(BIN)/cbbd-spark cassette

docs: setup  ## Write docs/tables.md from the specs
	@$(BIN)/cbbd-spark docs

bench: setup  ## Measure, and write a table of results to build/bench.md
	@$(BIN)/python -m tests.bench

format: setup  ## Put the code into shape
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

lock: setup  ## Write requirements.lock anew from pyproject.toml
	@$(BIN)/python -m pip install --quiet uv && $(BIN)/python -m uv pip compile pyproject.toml --extra dev \
		--universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate -o requirements.lock

clean:  ## Remove what was built, but neither .venv nor the lake
	@rm -rf build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis *.egg-info spark-warehouse

.PHONY: help setup demo test test-schedules test-e2e test-replay test-client check cassette docs bench format lock clean
