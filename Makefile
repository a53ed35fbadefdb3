# `make run` and `make test` do all of their own set-up: a virtual environment in .venv, then the packages.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8501
Q ?= Lai Châu giao cơ quan nào đôn đốc việc thực hiện kế hoạch?
export HF_HUB_OFFLINE ?= 1
export TOKENIZERS_PARALLELISM ?= false

.PHONY: run test check ask model evaluate prove format clean
.DEFAULT_GOAL := run

$(VENV)/.runtime: requirements.txt
	$(PYTHON) -c 'import sys; sys.exit("Cần Python 3.11 trở lên." if sys.version_info < (3, 11) else 0)'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

$(VENV)/.development: requirements-dev.txt $(VENV)/.runtime
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@

run: $(VENV)/.runtime            ## serve the web page on http://localhost:8501
	$(BIN)/python -m streamlit run search_app.py --server.port $(PORT)

ask: $(VENV)/.runtime            ## make ask Q="…"
	@$(BIN)/python cli.py ask "$(Q)"

test: $(VENV)/.development       ## all tests but the long proofs
	$(BIN)/python -m pytest -m "not prove"

check: $(VENV)/.development      ## everything the continuous integration checks
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy .
	$(BIN)/lint-imports
	$(MAKE) test

prove: $(VENV)/.development      ## long proofs: kills, mutated files, soak
	HYPOTHESIS_PROFILE=default $(BIN)/python -m pytest -m prove

evaluate: $(VENV)/.development   ## measure retrieval quality and speed; results go to evaluation/results/
	$(BIN)/python -m evaluation

model: $(VENV)/.development      ## train the shipped embedding model again
	$(BIN)/python -m embeddings.training

format: $(VENV)/.development
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:
	rm -rf $(VENV) build .pytest_cache .mypy_cache .ruff_cache .hypothesis
