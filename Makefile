# Everything a new clone needs: `make ask`, `make app`, `make test`. The same in plain pip lines: README.md.
PYTHON ?= python3
Q ?= why is Russia encouraging the thaw?
export Q
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check

.PHONY: ask app test quality faults fuzz load screenshots bench clean

# With torch's pinned version in place first, the CPU wheel is taken wherever pip can find one.
$(VENV)/installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --quiet --constraint constraints.txt torch
	$(PIP) install --quiet --constraint constraints.txt --editable .
	touch $@

$(VENV)/installed-test: $(VENV)/installed
	$(PIP) install --quiet --constraint constraints.txt --editable ".[test]"
	touch $@

ask: $(VENV)/installed
	@$(BIN)/rag rebuild >&2 || [ $$? -eq 1 ]
	@$(BIN)/rag ask -- "$$Q"

app: $(VENV)/installed
	@$(BIN)/rag rebuild >&2 || [ $$? -eq 1 ]
	$(BIN)/python app.py

test: $(VENV)/installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pydoclint rag
	$(BIN)/python -m pytest

# Measures and compares with tests/quality/baseline.json; what may be added: tests/quality/README.md.
quality: $(VENV)/installed-test
	$(BIN)/python -m tests.quality.floors

# Kills a hundred and two rebuilds at random lines, seventeen inside each step; `make test` kills twelve.
faults: $(VENV)/installed-test
	$(BIN)/python -m tests.faults.kill --kills 102

# Ten minutes of made-up files for every parser. atheris has wheels for Linux and macOS alone.
fuzz: $(VENV)/installed-test
	$(PIP) install --quiet atheris
	$(BIN)/python -m tests.hostile.fuzz -max_total_time=600 -timeout=180

# Fifty users ask for a minute, half of them on the page; `make test` has ten for ten seconds.
load: $(VENV)/installed-test
	$(BIN)/python -m tests.load.ask

# Takes the pictures of the docs anew; look at them before they are committed.
screenshots: $(VENV)/installed-test
	$(BIN)/python tests/browser/screenshots.py

bench: $(VENV)/installed-test
	$(BIN)/python benchmarks/measure.py

clean:
	rm -rf $(VENV) index .pytest_cache .mypy_cache .ruff_cache .hypothesis
