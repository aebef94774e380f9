.DEFAULT_GOAL := help
SHELL := /bin/sh
BIN := .venv/bin

help:  ## Explain each target
	@awk -F ':.*##' '/^[a-z][a-z-]*:.*##/ { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup:  ## Python environment, Java and jars in .venv; does only what is missing
	@sh infra/laptop/setup.sh

demo: setup  ## The whole way on a generated league: simulator, ingest, bronze, silver, gold
	@$(BIN)/cbbd-spark demo

test: setup  ## All tests but the slow ones
	@$(BIN)/python -m pytest -m "not e2e"

test-e2e: setup  ## Whole processes, killed and run again: slow
	@$(BIN)/python -m pytest -m e2e

check: setup  ## Style, types, and the direction of imports
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

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

.PHONY: help setup demo test test-e2e check docs bench format lock clean
