# `make run` and `make test` do all of their own set-up: a virtual environment in .venv, then the packages.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8501
Q ?= Lai Châu giao cơ quan nào đôn đốc việc thực hiện kế hoạch?
export HF_HUB_OFFLINE ?= 1
export TOKENIZERS_PARALLELISM ?= false

# LOCKED=1 installs exactly the files of requirements.lock, by their checksums.
LOCKED ?=
TOOLS := .venv-tools

.PHONY: run test check ask model evaluate prove format clean settings licences lock audit
.DEFAULT_GOAL := run

$(VENV)/.runtime: requirements.txt
	$(PYTHON) -c 'import sys; sys.exit("Cần Python 3.11 trở lên." if sys.version_info < (3, 11) else 0)'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check \
	  $(if $(LOCKED),--require-hashes -r requirements.lock,-r requirements.txt)
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
	$(MAKE) audit
	$(MAKE) test

prove: $(VENV)/.development      ## long proofs: kills, mutated files, soak
	HYPOTHESIS_PROFILE=default $(BIN)/python -m pytest -m prove

evaluate: $(VENV)/.development   ## measure retrieval quality and speed; results go to evaluation/results/
	$(BIN)/python -m evaluation

model: $(VENV)/.development      ## train the shipped embedding model again
	$(BIN)/python -m embeddings.training

settings: $(VENV)/.runtime       ## write docs/settings.md from settings.py
	$(BIN)/python docs/write_settings.py

licences: $(VENV)/.runtime       ## write docs/licences.md; fails for a licence that would bind the program
	$(BIN)/python docs/write_licences.py

lock: $(TOOLS)/.ready            ## pin all packages with their checksums in requirements.lock
	$(TOOLS)/bin/python deploy/lock_requirements.py

audit:                           ## known weaknesses of the packages; skipped, and said so, without a network
	@$(MAKE) --no-print-directory $(TOOLS)/.ready >/dev/null 2>&1 \
	  || { echo "Skipped the audit of packages: pip-audit cannot be installed here."; exit 0; }; \
	test ! -e $(TOOLS)/.ready || $(TOOLS)/bin/python deploy/audit_requirements.py

$(TOOLS)/.ready:
	$(PYTHON) -m venv $(TOOLS)
	$(TOOLS)/bin/python -m pip install --quiet --disable-pip-version-check pip-tools==7.6.2 pip-audit==2.10.1
	touch $@

format: $(VENV)/.development
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:
	rm -rf $(VENV) $(TOOLS) build .pytest_cache .mypy_cache .ruff_cache .hypothesis
