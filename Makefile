# Everything a new clone needs: `make ask`, `make app`, `make test`. The same in plain pip lines: README.md.
PYTHON ?= python3
Q ?= why is Russia encouraging the thaw?
export Q
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check

# Two workers with one thread each. The tests of a file stay together, and the slow folders come first.
PYTEST := OMP_NUM_THREADS=1 $(BIN)/python -m pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder

.PHONY: ask app lint check test release-checks quality faults fuzz load screenshots bench clean

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

lint: $(VENV)/installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pydoclint rag

# Before every commit; 1 minute 42 seconds on two idle cores. Property tests run a tenth of their examples.
check: lint
	$(PYTEST) --hypothesis-profile check tests/unit tests/contract tests/property

# Everything that CI runs; 12 to 13 minutes on two idle cores, ten are aimed at.
test: lint
	$(PYTEST)

# What repeats more than `make test` does; before a release.
release-checks: test quality faults fuzz load

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
	$(BIN)/python benchmarks/speed_and_memory.py

clean:
	rm -rf $(VENV) index .pytest_cache .mypy_cache .ruff_cache .hypothesis
