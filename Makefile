# `make demo` and `make test` install what they need; a fresh machine has Python 3.11 or newer and make.

PYTHON ?= python3
BIN := .venv/bin
ROOMS := akita_portal procedures payments identity accessibility
WORKERS ?= 2

.PHONY: demo test crawl chaos check bench lock screenshots clean ready

demo: ## the whole portal on this machine: PORT=8000, RESET=1 empties its data first
	@$(PYTHON) -m akita_portal.bootstrap demo
	@$(BIN)/python -m akita_portal.embedded

test: ready check ## everything that must hold before a change goes in
	$(BIN)/pytest -n $(WORKERS) --dist loadfile

crawl: ready ## every sample procedure in a browser: axe on every page, and by keys without JavaScript
	$(BIN)/pytest -m crawl -n $(WORKERS) tests/crawl

chaos: ready ## servers killed and stopped, then three storms of 500 payments; STORM_SEED=… repeats one
	$(BIN)/pytest -m chaos -n $(WORKERS) --dist loadfile --deselect tests/chaos/test_payments.py
	STORM_PAYMENTS=500 STORM_SEEDS=3 $(BIN)/pytest -m chaos -s tests/chaos/test_payments.py

check: ready ## what needs no running services
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	DJANGO_SETTINGS_MODULE=akita_portal.settings.test $(BIN)/python -W ignore manage.py makemigrations --check --dry-run
	$(BIN)/mypy $(ROOMS) tests

bench: ready ## measure: NAME=submit, NAME=memory, NAME=form, NAME=signature, NAME=webhook, NAME=designer
	@$(BIN)/python -m tests.benchmarks.$(NAME)

screenshots: ready ## the pictures of README.md, into docs/screenshots/
	@$(BIN)/python -m tests.screenshots

lock: ready ## pin every package with its hashes
	$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--custom-compile-command "make lock" --quiet --output-file requirements.txt
	$(BIN)/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--custom-compile-command "make lock" --quiet --output-file requirements-dev.txt

clean: ## delete what can be made again (not .portal, the demo's data)
	rm -rf .venv .mypy_cache .ruff_cache .import_linter_cache .hypothesis static_root
	find . -name __pycache__ -not -path './.venv/*' -type d -prune -exec rm -rf {} +

ready:
	@$(PYTHON) -m akita_portal.bootstrap test
