# One word each. `make` alone lists them.
PY ?= python3
BIN = .venv/bin
ROOMS = frontier crawler lake extract enrich storefront ledger automate connect jobs

help:  ## list these words
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 10

setup: .venv/ready  ## make .venv with everything in it
.venv/ready: pyproject.toml
	@$(PY) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "harvestman needs Python 3.11 or newer; set PY=/path/to/python3.11 (found: $$($(PY) --version))"; exit 1; }
	@$(PY) -c 'import ensurepip, venv' 2>/dev/null || { echo "$(PY) cannot make virtual environments; on Debian and Ubuntu: apt-get install python3-venv"; exit 1; }
	@echo "setup 1/3: making a virtual environment in .venv"
	@$(PY) -m venv .venv
	@echo "setup 2/3: installing packages (about 3.5 GB, two to five minutes)"
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-compile --editable '.[dev]'
	@echo "setup 3/3: compiling"
	@$(BIN)/python -m compileall -q -j 0 $(ROOMS)
# Some packages hold files for another Python: those are left.
	@$(BIN)/python -m compileall -qq -j 0 -x '/tests?/' .venv/lib || true
	@printf '%s.warm\n' frontier extract enrich | xargs -P 3 -n 1 $(BIN)/python -m
	@touch $@
	@echo "setup done: $$($(BIN)/harvestman --version)"

run: setup  ## start the shop on its sample data
	@$(BIN)/harvestman demo
test: setup  ## run the tests, in four processes
	env -u PYTHONDONTWRITEBYTECODE $(BIN)/pytest -q -n 4 --dist loadfile --no-loadscope-reorder
slow: setup  ## run the slow tests
	$(BIN)/pytest -q -m slow
check: setup  ## formatting, lint, types, import rules
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy --num-workers 2
	$(BIN)/lint-imports
fix: setup  ## put right what tools can put right
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
docs: setup  ## make the generated pages of docs/ anew
	$(BIN)/python -m jobs.docs
	$(BIN)/python -m tools.dbt_sources
examples: setup  ## run the examples; dbt gets an environment of its own
	@test -d .venv/dbt || $(PY) -m venv .venv/dbt
	@.venv/dbt/bin/pip install --quiet --disable-pip-version-check --only-binary=:all: 'dbt-core>=1.10' 'dbt-duckdb>=1.11' 'duckdb>=2,<3'
	$(BIN)/pytest -q tests/examples -m "slow or not slow"
bench: setup  ## measure, print ratios to the baseline
	$(BIN)/python -m benchmarks
newest: setup  ## try Scrapy's newest release, which need not work yet
	@tools/newest_scrapy
services:  ## install the servers that some tests use (apt, needs root)
	@tools/services
.PHONY: help setup run test slow check fix docs examples bench newest services
