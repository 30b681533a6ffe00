# Sổ Trường: what a person types. `make help` explains every target.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help run test test-fast lint sure assets migration mutate clean

# The first interpreter here that is new enough.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
PY := .venv/bin/python
PORT ?= 8000
# How many tests run at once: one more than there are processors, since browsers wait a lot.
AT_ONCE ?= $(shell $(PYTHON) -c 'import os; print(min(4, (os.cpu_count() or 1) + 1))')
T ?=

help: ## explain every target
	@sed -n 's/^\([a-z%-]*\):.*## \(.*\)/  make \1	\2/p' $(MAKEFILE_LIST) | expand -t 22

run: .venv/run.ok assets ## a demo school on http://127.0.0.1:8000 (PORT=…), everything it needs included
	@SO_TRUONG_ENV=demo SO_TRUONG_DATA=$${SO_TRUONG_DATA:-data/demo} .venv/bin/so-truong demo
	@SO_TRUONG_ENV=demo SO_TRUONG_DATA=$${SO_TRUONG_DATA:-data/demo} .venv/bin/so-truong serve --port $(PORT) --worker

test: .venv/dev.ok assets ## every test, on SQLite, a real PostgreSQL and in a real browser (T="…" for pytest)
	@$(PY) -m tests.needs
	@$(PY) -m pytest --numprocesses=$(AT_ONCE) --dist=loadfile --no-loadscope-reorder $(T)

test-fast: .venv/dev.ok assets ## the tests without browser and PostgreSQL
	@$(PY) -m pytest -m "not browser" -k "not postgresql" $(T)

lint: .venv/dev.ok ## style, formatting, types and templates, without changing anything
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy
	@$(PY) -m djlint --lint --quiet templates

sure: .venv/dev.ok ## format, then lint, types and tests: before every commit
	@$(PY) -m ruff format .
	@$(MAKE) --no-print-directory lint test

assets: .venv/run.ok ## fonts for paper and screen into static/vendor, as package-lock.json pins them
	@$(PY) -m jobs.assets

migration: .venv/dev.ok ## a new revision from what changed in models/ (M="why")
	@$(PY) -m alembic revision --autogenerate -m "$(M)"

mutate: .venv/dev.ok ## remove each policy row and guard branch in turn: a test must turn red
	@$(PY) -m tests.mutate

bench-%: .venv/dev.ok ## a benchmark of bench/, for instance bench-import
	@$(PY) -m bench.$(if $(wildcard bench/$*.py),$*,$*s)

clean: ## remove what was installed and built here; records in data/ stay
	rm -rf .venv node_modules static/vendor *.egg-info .mypy_cache .pytest_cache .ruff_cache

# A venv even where Python came without ensurepip (Debian splits it off).
.venv/run.ok: pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed."; exit 1; }
	@test -x $(PY) || $(PYTHON) -m venv .venv 2>/dev/null || { \
		$(PYTHON) -m venv --clear --without-pip .venv && \
		$(PYTHON) -m pip --python $(PY) install --quiet pip; }
	@$(PY) -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

.venv/dev.ok: .venv/run.ok pyproject.toml
	@$(PY) -m pip install --quiet --disable-pip-version-check -e ".[dev]"
	@touch $@
