# Every target sets itself up. All it needs is Python >= 3.11 with pip, and make.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UNFINISHED := $(VENV)/.unfinished
# A private copy with a cache of its own, so that nothing outside this folder changes.
UV_HOME := .tools/uv
UV := $(UV_HOME)/bin/uv
export UV_CACHE_DIR ?= $(CURDIR)/.tools/cache
export UV_NO_CONFIG := 1
export UV_PYTHON_DOWNLOADS := never
export UV_SYSTEM_CERTS := 1
export VIRTUAL_ENV := $(CURDIR)/$(VENV)
# Settings of one's own pip that would refuse a folder as the target.
export PIP_REQUIRE_VIRTUALENV := 0
export PIP_USER := 0
export PIP_ROOT_USER_ACTION := ignore
unexport PYTHONHOME PYTHONPATH
# With it every process would compile all packages anew: tests start many.
unexport PYTHONDONTWRITEBYTECODE
INSTALL := $(UV) pip install --quiet --require-hashes --no-deps
LOCK := $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"
# What a database has a part in; pages and words are the same on every one.
ON_POSTGRESQL := $(addprefix tests/web/test_,answers.py editions.py pairing.py reports.py)
# Types and shapes of arrays are checked at every call, which takes three times as long;
# not where words are made, and where estimates are, by `make proofs` only.
IN_WORDS := $(addprefix tests/,report cli docs web)
ESTIMATES := $(addprefix tests/,fit known_answers)
SHARED := -n auto --dist worksteal
# Long ones are left to `make proofs`.
QUICK := $(SHARED) -m "not long"
TYPED := --jaxtyping-packages=securebase,beartype.beartype
.PHONY: help demo serve test check audit format bench proofs calibrate learn messages docs lock clean

help: ## List the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(UV): requirements/uv.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python must be 3.11 or newer. Got $$($(PYTHON) --version 2>&1 || true) instead. Set PYTHON=/path/to/python3." >&2; exit 2; }
	@$(PYTHON) -m pip --version >/dev/null || { echo "$(PYTHON) must have pip. Install it (on Debian: apt install python3-pip), or set PYTHON=/path/to/python3." >&2; exit 2; }
	@echo "Setting up: a private copy of uv …"
	@rm -rf $(UV_HOME) $(UV_HOME).part
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check --no-cache-dir --no-warn-script-location --require-hashes --target $(UV_HOME).part -r $<
	@mv $(UV_HOME).part $(UV_HOME)
	@touch $@

# Made anew where this folder was moved, since the programs in it name the old place,
# and where a set-up was cut off, since packages may look whole that are not.
ifneq ($(shell cat $(VENV)/.place 2>/dev/null)$(wildcard $(UNFINISHED)),$(CURDIR))
.PHONY: $(VENV)/.place
endif
$(VENV)/.place: | $(UV)
	@$(UV) venv --quiet --clear --python $(PYTHON) $(VENV)
	@echo "$(CURDIR)" > $@

$(VENV)/.ready-run: requirements/run.txt pyproject.toml $(VENV)/.place
	@echo "Setting up: what securebase needs to run …"
	@touch $(UNFINISHED)
	@$(INSTALL) -r requirements/run.txt
	@$(UV) pip install --quiet --no-deps --no-build-isolation -e .
	@rm $(UNFINISHED)
	@touch $@

$(VENV)/.ready-dev: requirements/dev.txt $(VENV)/.ready-run
	@echo "Setting up: what its developers need …"
	@touch $(UNFINISHED)
	@$(INSTALL) -r requirements/dev.txt
	@rm $(UNFINISHED)
	@touch $@

$(VENV)/.ready-bench: requirements/bench.txt $(VENV)/.ready-dev
	@echo "Setting up: what speed is compared with …"
	@touch $(UNFINISHED)
	@$(INSTALL) -r requirements/bench.txt
	@rm $(UNFINISHED)
	@touch $@

demo: $(VENV)/.ready-run ## The main job: three example couples in, three honest reports out
	@$(BIN)/securebase demo --out out/demo

serve: $(VENV)/.ready-run ## The app on this machine, with made-up couples to look round
	@$(BIN)/securebase serve --demo

test: $(VENV)/.ready-dev ## Every test but long ones (a few minutes on two cores)
	@$(BIN)/pytest $(QUICK) $(addprefix --ignore=,$(IN_WORDS) $(ESTIMATES)) $(TYPED)
	@echo "Estimates:"
	@$(BIN)/pytest $(QUICK) $(ESTIMATES)
	@echo "Reports, command line, pages about it, and the app:"
	@$(BIN)/pytest $(QUICK) $(IN_WORDS) --ignore tests/web/browser
	@echo "The app in a browser:"
	@$(BIN)/pytest $(QUICK) tests/web/browser
	@echo "The app once more, on PostgreSQL:"
	@SECUREBASE_TEST_DATABASE=postgresql $(BIN)/pytest $(QUICK) $(ON_POSTGRESQL)

check: $(VENV)/.ready-dev ## Format, lint, types, floors, spelling
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/codespell
	@$(BIN)/bandit -q -ll -r src/securebase/web

audit: $(VENV)/.ready-dev ## Known weaknesses of the packages in use (asks a service on the network)
	@$(BIN)/pip-audit --disable-pip --require-hashes -r requirements/run.txt

format: $(VENV)/.ready-dev ## Write the formatting
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

bench: $(VENV)/.ready-bench ## Speed, against named alternatives, written to benchmarks/results
	@$(BIN)/python -m benchmarks.run

proofs: $(VENV)/.ready-dev ## Laws tried for long, calibration, update, cohorts, coefficients, dyadic models, forecasts, planner, privacy: written to proofs/results
	@$(BIN)/pytest $(SHARED) $(ESTIMATES) $(TYPED)
	@$(BIN)/pytest $(SHARED) -m long $(IN_WORDS)
	@$(BIN)/python -m proofs.run
	@$(BIN)/python -m proofs.calibration
	@$(BIN)/python -m proofs.update
	@$(BIN)/python -m proofs.cohort
	@$(BIN)/python -m proofs.coefficients
	@$(BIN)/python -m proofs.dyadic
	@$(BIN)/python -m proofs.forecast
	@$(BIN)/python -m proofs.plan
	@$(BIN)/python -m proofs.attack
	@$(BIN)/python -m proofs.web
	@$(BIN)/python -m proofs.durability
	@$(BIN)/python -m proofs.walk
	@$(BIN)/python -m proofs.continuous
	@$(BIN)/python -m proofs.posterior

calibrate: $(VENV)/.ready-dev ## Calibrate the couple model anew (half an hour), into src/securebase/dynamics/data
	@$(BIN)/python -m securebase.calibrate src/securebase/dynamics/data

learn: $(VENV)/.ready-dev ## Learn anew from the couple model what updates and plans use (a minute)
	@$(BIN)/python -m securebase.fit.couple._learn
	@$(BIN)/python -m securebase.plan._learn

messages: $(VENV)/.ready-dev ## The app's words in other languages: found, brought up to date, compiled
	@$(BIN)/python -m tools.messages

docs: $(VENV)/.ready-dev ## The documentation, strict, into site/
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict && echo "Written: site/index.html"

lock: $(UV) ## Pin the requirement files anew (with hashes, without addresses)
	@$(LOCK) --extra web --group build pyproject.toml -o requirements/run.txt
	@$(LOCK) --extra web --group build --group dev pyproject.toml -c requirements/run.txt -o requirements/dev.txt
	@$(LOCK) --extra web --group build --group dev --group bench pyproject.toml -c requirements/dev.txt -o requirements/bench.txt
	@echo uv | $(LOCK) --no-annotate - -o requirements/uv.txt

clean: ## Remove what the targets made
	@rm -rf $(VENV) .tools site out/demo .*_cache .hypothesis
