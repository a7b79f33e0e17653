# Each target makes the virtual environment when it is missing or older than its lock file.
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
PEERS := .venv-bench
PRISM := tests/contracts/prism/node_modules

.PHONY: demo language test contract chaos storms bench lint lock

demo: .venv
	@$(PY) -m bot demo $(ARGS)

# Most tests wait more than they work, so more of them run at once than there are processors.
test: lint
	@$(PY) -m pytest -n 3 --dist loadfile $(ARGS)

# How well what patients type is understood: the development sets, by language and phenomenon.
language: .venv
	@$(PY) -m tests.language.run $(ARGS)

# Every call to the lab systems, held against mock servers that Prism makes from the contract files; needs node and npm.
contract: .venv $(PRISM)/.stamp
	@$(PY) -m pytest tests/contracts/test_prism.py $(ARGS)

# Ten minutes of people, kills and faults over the whole bot: ARGS="--database postgresql --seed 7".
chaos: .venv
	@$(PY) -m tests.chaos $(ARGS)

# A thousand people who book while the lab fails one call in five; ten thousand reports at once: ARGS="--seed 7".
storms: .venv
	@$(PY) -m tests.chaos.lab_storm $(ARGS)
	@$(PY) -m tests.chaos.report_storm $(ARGS)

# The whole bot beside python-telegram-bot and aiogram, as figures.
bench: .venv $(PEERS)/.stamp
	@$(PY) -m tests.bench $(ARGS)

lint: .venv
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy

.venv: $(VENV)/.stamp

$(VENV)/.stamp: requirements-dev.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "phlebot needs Python 3.11 or newer: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -m venv --clear $(VENV)
	@echo "installing the dependencies (once)"
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-dev.lock
	@touch $@

$(PEERS)/.stamp: requirements-bench.lock
	@$(PYTHON) -m venv --clear $(PEERS)
	@echo "installing what the bench compares with (once)"
	@$(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-bench.lock
	@touch $@

# Scripts of packages are not run: none of them is needed.
$(PRISM)/.stamp: tests/contracts/prism/package-lock.json
	@command -v npm >/dev/null || { echo "the mock server needs node and npm"; exit 1; }
	@echo "installing the mock server (once)"
	@npm ci --prefix tests/contracts/prism --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

# Pins every dependency with its hashes; the files carry no index address.
lock: .venv
	@$(PY) -m pip install --quiet uv
	@$(VENV)/bin/uv pip compile pyproject.toml --generate-hashes --universal --no-emit-index-url --no-header --no-annotate --quiet --output-file requirements.lock
	@$(VENV)/bin/uv pip compile pyproject.toml --extra dev --generate-hashes --universal --no-emit-index-url --no-header --no-annotate --quiet --output-file requirements-dev.lock
	@$(VENV)/bin/uv pip compile --group peers --generate-hashes --universal --no-emit-index-url --no-header --no-annotate --quiet --output-file requirements-bench.lock
