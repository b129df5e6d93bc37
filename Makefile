# Everything works on a machine with nothing but Python >= 3.11 (or uv) and make.
# What a target needs is installed once, into .venv, from lock files with hashes; a second run starts at once.
# Set-up talks on standard error, so that `make demo ARGS=--json` prints one line of JSON on standard output.

VENV := .venv
BIN := $(VENV)/bin
ARGS ?=
EVENTS ?= 1000000

# uv where it is on PATH, because it is faster; else the venv and pip that come with Python.
UV := $(shell command -v uv 2>/dev/null)
# The first of these that is new enough. Asked by running it: a pyenv has commands for versions it does not have. Not
# asked at all (no `:=`) when .venv is there.
PYTHON = $(shell for each in python3.13 python3.12 python3.11 python3; do \
	$$each -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { command -v $$each; break; }; done)

ifneq ($(UV),)
MAKE_VENV = "$(UV)" venv --quiet --allow-existing --python "$(or $(PYTHON),>=3.11)" $(VENV)
REQUIRE_PIP = true
INSTALL = "$(UV)" pip install --quiet --python $(BIN)/python
else
MAKE_VENV = "$(PYTHON)" -m venv $(VENV)
REQUIRE_PIP = $(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip >&2
# Compiled when first imported: most modules of most packages never are.
INSTALL = $(BIN)/python -m pip install --quiet --no-input --disable-pip-version-check --no-compile
endif
# setuptools comes from the lock as well, so building the project asks nobody for anything. The mode puts this folder
# on the path as it is: a new package in it needs no new installation.
INSTALL_PROJECT = $(INSTALL) --no-deps --no-build-isolation --config-settings editable_mode=compat --editable .
INSTALL_LOCK = $(INSTALL) --no-deps --require-hashes --requirement
# Compiled once, whatever the environment says: tests start many processes, each of which would compile all it imports.
export PYTHONDONTWRITEBYTECODE :=
# Two at a time: much of a test is waiting for processes.
PYTEST = $(BIN)/python -m pytest --numprocesses 2 --dist loadgroup

.PHONY: demo serve test test-nightly test-faults test-browser test-proxies screenshots faults oracle check lock bench clean help
.DEFAULT_GOAL := help

demo: $(VENV)/.runtime ## Look at it: PostgreSQL, data, server, in one command (ARGS="--port 9000", ARGS=--json)
	@exec $(BIN)/keymeter demo $(ARGS)

serve: $(VENV)/.runtime ## Serve on DATABASE_URL, or on the embedded PostgreSQL (ARGS="--workers 4")
	@exec $(BIN)/keymeter serve $(ARGS)

test: $(VENV)/.dev ## Run the tests on the embedded PostgreSQL (ARGS="tests/jobs -k demo")
	@exec $(PYTEST) $(ARGS)

test-nightly: $(VENV)/.dev ## Try the rules of money and time on 10,000 examples each, the ledger on 200 lives of 50 steps
	@exec env HYPOTHESIS_PROFILE=nightly $(BIN)/python -m pytest tests/core/pricing tests/core/billing tests/core/ledger tests/core/test_money.py tests/core/test_periods.py tests/api/test_hostile_input.py tests/graphql/test_statements.py --timeout 3600 $(ARGS)

test-browser: $(VENV)/.dev ## Run the dashboard's tests in Chromium (or KEYMETER_TEST_CHROMIUM=path)
	@exec $(BIN)/python -m pytest tests/browser -m browser $(ARGS)

test-proxies: $(VENV)/.dev ## Run the configurations of docs/proxies in real nginx and Caddy
	@exec $(BIN)/python -m pytest tests/proxies -m proxies $(ARGS)

screenshots: $(VENV)/.dev ## Take the pictures of the documentation anew
	@exec $(BIN)/python -m pytest tests/browser -m screenshots $(ARGS)

test-faults: $(VENV)/.dev ## Kill processes and cut networks for a few minutes
	@exec $(BIN)/python -m pytest tests/faults -m faults $(ARGS)

faults: $(VENV)/.dev ## The same in full, for an hour (ARGS="-k database")
	@exec env KEYMETER_FAULTS=full $(BIN)/python -m pytest tests/faults -m faults --timeout 3600 $(ARGS)

oracle: $(VENV)/.dev ## Compare every meter with a slow oracle over a million bad events (EVENTS=100000 for fewer)
	@exec env KEYMETER_FAULTS=full KEYMETER_ORACLE_EVENTS=$(EVENTS) $(BIN)/python -m pytest tests/faults/test_every_meter.py -m faults --timeout 7200 $(ARGS)

check: $(VENV)/.dev ## Lint, format, types, and which module may import which
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

bench: $(VENV)/.runtime ## Measure it (ARGS are passed on)
	@exec $(BIN)/keymeter bench $(ARGS)

# A lock file names no index and no file: it holds on every mirror. What is left out is only ever imported by parts of
# packages that we do not import.
LOCK = "$(UV)" pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-annotate --no-header --no-emit-package django --no-emit-package asgiref \
	--no-emit-package sqlparse --no-emit-package fasteners --no-emit-package platformdirs --no-emit-package psutil

lock: ## Resolve the dependencies anew and write the lock files (needs uv; ARGS=--upgrade takes newer versions)
	@test -n "$(UV)" || { echo 'Install uv first: only it writes lock files.' >&2; exit 1; }
	$(LOCK) --group build $(ARGS) --output-file requirements.lock
	$(LOCK) --group build --group dev --constraint requirements.lock $(ARGS) --output-file requirements-dev.lock

clean: ## Remove what was installed and cached; the data in .keymeter stays
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

help: ## Show this
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/\1|\2/p' $(MAKEFILE_LIST) | awk -F '|' '{ printf "make %-8s  %s\n", $$1, $$2 }'

$(VENV)/.runtime: requirements.lock pyproject.toml | $(BIN)/python
	@echo 'Installing what Keymeter needs (once) ...' >&2
	@$(REQUIRE_PIP)
	@$(INSTALL_LOCK) requirements.lock >&2
	@$(INSTALL_PROJECT) >&2
	@touch $@

$(VENV)/.dev: requirements-dev.lock pyproject.toml | $(BIN)/python
	@echo 'Installing what Keymeter and its tests need (once) ...' >&2
	@$(REQUIRE_PIP)
	@$(INSTALL_LOCK) requirements-dev.lock >&2
	@$(INSTALL_PROJECT) >&2
	@touch $@ $(VENV)/.runtime

$(BIN)/python:
	@test -n "$(UV)$(PYTHON)" || { echo 'Keymeter needs Python 3.11 or newer, or uv: install one of them.' >&2; exit 1; }
	@$(MAKE_VENV) >&2 || { rm -rf $(VENV); \
		echo 'No virtual environment could be made: install python3-venv, or uv.' >&2; exit 1; }
