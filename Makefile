# Two commands are all a newcomer needs: `make demo` and `make test`. `make help` lists the rest.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON := .venv/bin/python
PORT ?= 8000
WORKERS ?= auto

help: ## this list
	@grep -hE '^[a-z-]+:.*?## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

demo: .venv/runtime node_modules/.ready ## a city with four rounds on http://127.0.0.1:8000 (PORT= changes it)
	@PORT=$(PORT) DJANGO_SETTINGS_MODULE=participation.settings.dev $(PYTHON) scripts/demo.py

demo-reset: ## throw the demo's data away; the next `make demo` starts over
	@rm -rf var/db.sqlite3* var/media var/pictures var/mail var/keys && echo "The demo's data is gone. make demo starts over."

test: .venv/dev node_modules/.ready ## all tests; what the machine lacks is skipped with a line (REQUIRE_ALL=1: fails)
	@$(PYTHON) scripts/messages.py compile
	@$(PYTHON) -m pytest -n $(WORKERS) --dist loadscope
	@$(PYTHON) -m tests.postgres

check: .venv/dev node_modules/.ready ## everything a machine can find without running the product
	@$(PYTHON) scripts/messages.py compile
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy
	$(PYTHON) -m djlint --quiet --lint templates
	PYTHONPATH=. .venv/bin/lint-imports --no-cache
	DJANGO_SETTINGS_MODULE=participation.settings.test $(PYTHON) manage.py makemigrations --check --dry-run
	$(PYTHON) scripts/messages.py check
	$(PYTHON) -m pytest tests/quality/test_boundaries.py

oracle: .venv-oracle/.ready ## pabutools in an environment of its own, to compare counts with (for tests and make bench)

bench: .venv/dev node_modules/.ready oracle ## how fast: counting, lists, a cast ballot (figures, no verdict)
	@DJANGO_SETTINGS_MODULE=participation.settings.test $(PYTHON) scripts/bench.py

messages: .venv/dev ## collect the texts to translate into locale/
	@$(PYTHON) scripts/messages.py extract

schema: .venv/dev ## write docs/api/openapi.yaml
	@mkdir -p docs/api && $(PYTHON) manage.py spectacular --validate --fail-on-warn --file docs/api/openapi.yaml

lock: .venv/dev ## write the requirements files anew from pyproject.toml (needs uv)
	uv pip compile --universal --generate-hashes --python-version 3.11 --no-header pyproject.toml -o requirements.txt
	uv pip compile --universal --generate-hashes --python-version 3.11 --no-header pyproject.toml --extra pg --extra pdf -o requirements-city.txt
	uv pip compile --universal --generate-hashes --python-version 3.11 --no-header pyproject.toml --extra pg --extra pdf --group dev -o requirements-dev.txt
	uv pip compile --universal --generate-hashes --python-version 3.11 --no-header --no-emit-index-url --group pyproject.toml:oracle -o requirements-oracle.txt

.venv/bin/python:
	@bash scripts/make-venv.sh

.venv/runtime: requirements.txt | .venv/bin/python
	@test -e .venv/dev || (echo "Installing what the product needs …" && .venv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt)
	@touch $@

.venv/dev: requirements-dev.txt | .venv/bin/python
	@echo "Installing what the tests need …"
	@.venv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@ .venv/runtime

.venv-oracle/.ready: requirements-oracle.txt | .venv/bin/python
	@echo "Installing what counts are compared with …"
	@test -e .venv-oracle/bin/python || $(PYTHON) -m venv .venv-oracle
	@.venv-oracle/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-oracle.txt
	@touch $@

node_modules/.ready: package-lock.json | .venv/bin/python
	@$(MAKE) --no-print-directory $$(test -e .venv/dev && echo .venv/dev || echo .venv/runtime)
	@$(PYTHON) scripts/front_end.py && touch $@

.PHONY: help demo demo-reset test check oracle bench messages schema lock
