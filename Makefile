# `make` lists what there is. Two commands are enough to start: `make demo` and `make test`.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
export UV_PYTHON_DOWNLOADS := never

UV := .tools/bin/uv
SYNC := $(UV) sync --quiet --locked --inexact
RUN := .venv/bin
# pytest workers: one for each core, at most four.
WORKERS ?= $(shell n=$$(nproc 2>/dev/null || echo 2); echo $$(( n > 4 ? 4 : n )))

.PHONY: help
help: ## List the tasks
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | awk -F'\t' '{printf "  make %-12s %s\n", $$1, $$2}'

.PHONY: demo
demo: install-web front-end ## Open the demonstration in your browser (no configuration, no database server)
	@$(RUN)/concordat demo $(DEMO)

.PHONY: test
test: install-test front-end services ## Run the tests: units, SQLite, short journeys in a browser (at most 8 minutes)
	@$(RUN)/pytest -n $(WORKERS) -m "not slow and not spark and not postgres and not wide_and_narrow and not journey" $(TESTS)

.PHONY: check
check: install-test front-end services lint types contracts without-django test postgres widths docs-current ## What CI runs; it changes nothing

.PHONY: lint
lint:
	@$(RUN)/ruff check . && $(RUN)/ruff format --check --quiet .

.PHONY: types
types:
	@$(RUN)/mypy

.PHONY: contracts
contracts:
	@PYTHONPATH=src $(RUN)/lint-imports --no-cache

.PHONY: without-django
without-django: $(UV) # the library and the command line work, and their tests pass, where Django is not installed
	@UV_PROJECT_ENVIRONMENT=.venv-core $(SYNC) --group test-core
	@! .venv-core/bin/python -c "import django" 2>/dev/null || { echo "Django is installed in .venv-core: delete that folder."; exit 1; }
	@.venv-core/bin/pytest -c tests/without_django.ini --rootdir . -n $(WORKERS) -m "not slow and not spark" $(wildcard tests/domain tests/data/files tests/data/events tests/presentation tests/cli)

.PHONY: postgres
postgres: install-test services # the same database tests on PostgreSQL
	@scripts/with_postgres.sh $(RUN)/pytest -n $(WORKERS) -m "not slow and not spark and not browser and not journey" $(wildcard tests/application tests/config tests/data/records tests/web tests/api tests/repository/test_audit_census.py tests/repository/test_routes.py)

.PHONY: widths
widths: install-test front-end services # axe and a look at every page on a desk and on a phone, the long journeys, the tutorials
	@$(RUN)/pytest -n $(WORKERS) -m "(wide_and_narrow or journey) and not slow" tests/functional tests/repository

.PHONY: slow
slow: install-test front-end services ## The long tests: big data, Spark, LibreOffice, many crashes
	@$(SYNC) --extra web --extra postgres --extra spark --group dev
	@$(RUN)/pytest -m "slow or spark" $(TESTS)

.PHONY: fix
fix: install-test ## Format, mend what can be mended, and write the generated reference pages again
	@$(RUN)/ruff check --fix --quiet . && $(RUN)/ruff format --quiet .
	@$(RUN)/python scripts/generate_reference.py

.PHONY: docs-current
docs-current: install-test
	@$(RUN)/python scripts/generate_reference.py --check

.PHONY: bench
bench: install-test front-end services ## Measure: print our times beside the peers', on the same work in the same run
	@$(SYNC) --extra web --extra postgres --group dev --group bench
	@for file in benchmarks/[a-z]*.py; do echo "== $$file"; $(RUN)/python $$file; done

.PHONY: load
load: install-test front-end services ## A hundred people at work for ten minutes, one worker killed in the middle (part of `make bench`)
	@$(RUN)/python benchmarks/load.py $(LOAD)

.PHONY: docs
docs: install-test ## Build the documentation into docs/_build
	@$(RUN)/sphinx-build --quiet -b html docs docs/_build && echo "Open docs/_build/index.html"

.PHONY: install-web
install-web: $(UV)
	@$(SYNC) --extra web

.PHONY: install-test
install-test: $(UV)
	@$(SYNC) --extra web --extra postgres --group dev

.PHONY: front-end
front-end:
	@scripts/build_front_end.sh

.PHONY: services
services: # Chromium and PostgreSQL for the tests, installed where missing
	@scripts/chromium.sh && scripts/postgres.sh

$(UV):
	@scripts/install_uv.sh
