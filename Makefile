# Two commands set up everything: `make run` and `make test`. See README.md.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
FUTURES ?= 10000
SEED ?= 1

# Commands and tests start hundreds of processes: with compiled modules kept, each begins a second sooner.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: run test lint bench web screens docs picture lock clean

run: $(VENV)/run.done
	$(BIN)/stargate run programmes/stargate --futures $(FUTURES) --seed $(SEED)

test:
	$(MAKE) --jobs=2 $(VENV)/kernels.done lint
	$(BIN)/python -m pytest --numprocesses=auto --dist=worksteal

lint: $(VENV)/test.done
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports

web:  ## rebuilds the report's shell; needs Node
	cd web && npm ci --no-audit --no-fund && npm run check && npm run build
	cp web/dist/index.html src/stargate/reports/shell.html

screens: $(VENV)/test.done  ## keeps new pictures of the report for tests/browser/test_screens.py; look at them
	STARGATE_SCREENS=keep $(BIN)/python -m pytest tests/browser/test_screens.py

docs: $(VENV)/docs.done  ## writes the pages made from code, then docs/_build/html; needs no network
	for page in format schema scenarios units cli catalogue anchors; do $(BIN)/python docs/make_$$page.py || exit; done
	$(BIN)/python -m sphinx --fail-on-warning --keep-going --quiet docs docs/_build/html
	@echo docs/_build/html/index.html

picture: $(VENV)/test.done
	$(BIN)/python docs/make_picture.py

bench: $(VENV)/bench.done  ## measures every verb and writes docs/benchmarks.md
	$(BIN)/python benchmarks

lock:  ## pins what requirements/*.in ask for, with hashes and without addresses; needs uv
	cd requirements && for use in run docs test bench; do \
	  uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet \
	    --no-emit-index-url --no-emit-find-links --output-file $$use.txt $$use.in; done

clean:
	rm -rf $(VENV) runs docs/_build

$(VENV)/python.done:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "stargate needs Python 3.11 or newer: make PYTHON=/path/to/python3.11"; exit 2; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/run.done: $(VENV)/python.done requirements/run.txt pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

# Installing leaves a core idle: what tests would have to compile first, and each of their processes anew, is compiled
# there meanwhile.
$(VENV)/kernels.done: $(VENV)/run.done
	store=$$(mktemp -d) && $(BIN)/stargate run programmes/small --futures 50 --store $$store >/dev/null && rm -r $$store
	$(BIN)/stargate finance programmes/small --futures 16 >/dev/null
	$(BIN)/stargate plan programmes/small >/dev/null
	@touch $@

$(VENV)/docs.done: $(VENV)/run.done requirements/docs.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/docs.txt
	@touch $@

$(VENV)/test.done: $(VENV)/docs.done requirements/test.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/test.txt
	-@sh tests/browser/install.sh
	-@sh tests/exports/install.sh
	@touch $@

$(VENV)/bench.done: $(VENV)/run.done requirements/bench.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bench.txt
	@touch $@
