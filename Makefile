# Two commands to know: `make scan` and `make test`. Both set up what they need and can be run again at any time.

VENV   := .venv
BIN    := $(VENV)/bin
PYTHON := $(shell for p in /usr/bin/python3 python3; do command -v $$p && break; done)
REPORT := posture-report.html

.PHONY: help scan test bench lint types floors docs unit live packages clean

help:
	@echo 'make scan    scan this machine, print a summary, write $(REPORT)'
	@echo 'make test    lint, types, floors and all tests'
	@echo 'make bench   measure: ratios against yardsticks of the same run'
	@echo 'make docs    write the generated documents anew'

scan: $(VENV)/core.stamp
	@$(BIN)/posture scan --report html:$(REPORT) $(ARGS) || { code=$$?; [ $$code -eq 1 ] || [ $$code -eq 3 ] || exit $$code; }

test: packages $(VENV)/dev.stamp lint types floors unit

lint: $(VENV)/dev.stamp
	@$(BIN)/ruff check --quiet . && $(BIN)/ruff format --quiet --check .

types: $(VENV)/dev.stamp
	@$(BIN)/mypy --no-error-summary posture checks

floors: $(VENV)/dev.stamp
	@$(BIN)/lint-imports --no-logo >$(VENV)/floors.log || { cat $(VENV)/floors.log; exit 1; }

unit: $(VENV)/dev.stamp
	@$(BIN)/pytest -n auto --cov --cov-report=term $(ARGS)

bench: $(VENV)/dev.stamp
	@$(BIN)/python tests/bench/bench.py

docs: $(VENV)/dev.stamp
	@$(BIN)/python docs/generate.py

packages:
	@tests/packages.sh

$(VENV)/core.stamp: pyproject.toml setup.py tests/venv.sh
	@tests/venv.sh $(PYTHON) $(VENV) .
	@touch $@

$(VENV)/dev.stamp: $(VENV)/core.stamp
	@tests/venv.sh $(PYTHON) $(VENV) '.[dev]'
	@touch $@

clean:
	rm -rf $(VENV) build dist *.egg-info $(REPORT)
