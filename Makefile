# Every target sets itself up. All it needs is Python >= 3.11 with pip, and make.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# A private copy, so that nothing outside this folder changes.
UV_VERSION := 0.13.9
UV_HOME := .tools/uv-$(UV_VERSION)
UV := $(UV_HOME)/bin/uv
export UV_SYSTEM_CERTS := 1
export UV_NO_CONFIG := 1
export VIRTUAL_ENV := $(CURDIR)/$(VENV)
INSTALL := $(UV) pip install --quiet --require-hashes --no-deps
.PHONY: help demo test check format bench proofs docs lock clean

help: ## List the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(UV):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python must be 3.11 or newer. Got $$($(PYTHON) --version 2>&1) instead. Set PYTHON=/path/to/python3."; exit 2; }
	@echo "Setting up: a private copy of uv …"
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check --no-warn-script-location --target $(UV_HOME) uv==$(UV_VERSION)
	@touch $@

$(BIN)/python: | $(UV)
	@$(UV) venv --quiet --python $(PYTHON) $(VENV)

$(VENV)/.ready-run: requirements/run.txt pyproject.toml | $(BIN)/python
	@echo "Setting up: what securebase needs to run …"
	@$(INSTALL) -r requirements/run.txt
	@$(UV) pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.ready-dev: requirements/dev.txt $(VENV)/.ready-run
	@echo "Setting up: what its developers need …"
	@$(INSTALL) -r requirements/dev.txt
	@touch $@

demo: $(VENV)/.ready-run ## The main job: three example couples in, three honest reports out
	@$(BIN)/securebase demo --out out/demo

test: $(VENV)/.ready-dev ## Every test (a few minutes on two cores)
	@$(BIN)/pytest -n auto --dist worksteal -m "not slow"

check: $(VENV)/.ready-dev ## Format, lint, types, floors, spelling
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/codespell

format: $(VENV)/.ready-dev ## Write the formatting
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

bench: $(VENV)/.ready-dev ## Speed, against named alternatives, written to benchmarks/results
	@$(BIN)/python benchmarks/run.py

proofs: $(VENV)/.ready-dev ## The long proofs
	@$(BIN)/pytest -n auto -m slow

docs: $(VENV)/.ready-dev ## The documentation, strict, into site/
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict && echo "Written: site/index.html"

lock: $(UV) ## Pin the requirement files anew (with hashes, without addresses)
	@$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --group build pyproject.toml -o requirements/run.txt --custom-compile-command "make lock"
	@$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --group build --group dev pyproject.toml -c requirements/run.txt -o requirements/dev.txt --custom-compile-command "make lock"

clean: ## Remove what the targets made
	@rm -rf $(VENV) .tools site out
