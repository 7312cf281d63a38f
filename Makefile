# PRÉSANTRA — `make help` lists what one can do.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help run dev test test-fast test-browser test-browser-slow test-speed lint format types check bench bench-employees clean

help: ## show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1|\2/' | column -t -s '|'

$(VENV)/.ready: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	  || { echo "Python 3.11 ou plus récent est nécessaire (variable PYTHON pour en choisir un autre)."; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) \
	  || { echo "Le module venv de Python est nécessaire (paquet python3-venv)."; exit 1; }
	@echo "Installation des dépendances…"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.ready-dev: $(VENV)/.ready requirements-dev.txt
	@echo "Installation des outils de test…"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

run: $(VENV)/.ready ## everything set up, then the portal on http://localhost:3000 (PORT=… to change)
	@exec $(BIN)/python -m presantra demarrer

dev: $(VENV)/.ready-dev ## the same with hot reload
	@exec $(BIN)/python -m presantra developper

test: test-fast test-browser test-speed ## every test but the long benches

test-fast: $(VENV)/.ready-dev ## every ring but the browser
	$(BIN)/python -m presantra construire
	$(BIN)/python -m pytest -n 2 --ignore tests/e2e --ignore tests/bench

test-browser: $(VENV)/.ready-dev ## the production build in Chromium
	$(BIN)/python -m presantra construire
	$(BIN)/python -m pytest -n 2 --dist loadfile tests/e2e

test-browser-slow: $(VENV)/.ready-dev ## the same on a slow network: races between people and server (20 minutes)
	$(BIN)/python -m presantra construire
	LAG_MS=400 $(BIN)/python -m pytest -n 2 --dist loadfile tests/e2e

test-speed: $(VENV)/.ready-dev ## promises of speed and weight; nothing else may run beside
	$(BIN)/python -m pytest -s -m "not long" tests/bench --ignore tests/bench/employees

lint: $(VENV)/.ready-dev ## style, and the doors between the rooms
	@! git grep -nE '^(<<<<<<<|>>>>>>>) ' || { echo "Un conflit de fusion est resté dans ces fichiers."; exit 1; }
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

format: $(VENV)/.ready-dev ## rewrite the code in the house style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: $(VENV)/.ready-dev ## static types
	$(BIN)/mypy

check: lint types test ## what the CI runs

bench-employees: $(VENV)/.ready-dev ## figures of docs/performance.md at size: lists, imports
	$(BIN)/python -m pytest -q -s tests/bench/employees

bench: $(VENV)/.ready-dev ## figures of docs/performance.md but those at size (4 minutes)
	$(BIN)/python -m pytest -q -s tests/bench --ignore tests/bench/employees

clean: ## remove what can be built again (not the data in var/)
	rm -rf $(VENV) .web .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache test-results
