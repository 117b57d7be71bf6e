# Lane Office.  `make` alone lists what can be done; only Python 3.11 or newer and make are needed.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
RUN    := $(VENV)/.run
DEV    := $(VENV)/.dev
N      ?= 25
CASES  ?= 6000
DAYS   ?= 50
ARGS   ?=

.DEFAULT_GOAL := help

help:     ## List the targets
	@grep -E '^[a-z-]+: .*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## */  make \1\t/' | expand -t 18

demo: $(RUN)  ## Play the whole story: product (8080), stand-in with two phones (8081)
	$(BIN)/python run.py demo

run: $(RUN)   ## Serve the product alone, with settings from the environment (.env.example)
	$(BIN)/python run.py serve

test: $(DEV)  ## Run all tests, two files at a time
	$(BIN)/python -m pytest -n 2 --dist loadfile $(ARGS)

long: $(DEV)  ## Run what make test leaves out for its length
	$(BIN)/python -m pytest -m long $(ARGS)

quick: $(DEV) ## Run the tests that take under a minute
	$(BIN)/python -m pytest -m "not slow and not browser" --ignore=tests/journeys $(ARGS)

lint: $(DEV)  ## Check format, style and types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy .

check: lint quick  ## Before a commit: lint and quick

format: $(DEV) ## Set the format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(RUN) ## Measure; ratios within one run hold
	$(BIN)/python run.py bench storage
	$(BIN)/python run.py bench callback
	$(BIN)/python run.py bench submit

crash: $(DEV) ## Kill the product again and again (N=25) and count what was lost
	$(BIN)/python tests/crash/loop.py -n $(N)

fuzz: $(DEV) ## Throw thousands of requests at every door of the API (CASES=6000)
	PYTHONPATH=. $(BIN)/python tests/fuzz/fuzz.py -n $(CASES)

faults: $(DEV) ## Play days on bad lines (DAYS=50): sources and platforms behind a proxy
	DAYS=$(DAYS) $(BIN)/python -m pytest tests/journeys/test_fault_proxy.py

openapi: $(RUN) ## Write docs/openapi.json anew
	$(BIN)/python -m handlers > docs/openapi.json.new && mv docs/openapi.json.new docs/openapi.json

foreign: ## Fetch the npm codecs that ours is compared with (optional; needs node)
	cd tests/bot/foreign && npm install --no-package-lock --no-audit --no-fund

pictures: $(DEV) ## Make the pictures in docs/images anew (needs chromium)
	PYTHONPATH=. $(BIN)/python docs/pictures.py

contact-sheet: $(DEV) ## Make docs/images/contact-sheet.png anew: every paper that is issued
	PYTHONPATH=. $(BIN)/python docs/contact_sheet.py

clean:    ## Remove what was installed and what the demo left
	rm -rf $(VENV) var .mypy_cache .ruff_cache .hypothesis

$(VENV)/.made:
	$(PYTHON) -c 'import sys; assert sys.version_info >= (3, 11), "Python 3.11 or newer is needed"'
	$(PYTHON) -m venv $(VENV)
	touch $@

$(RUN): requirements.txt $(VENV)/.made
	$(BIN)/python -m pip install -q --disable-pip-version-check -r requirements.txt
	touch $@

$(DEV): requirements-dev.txt $(RUN)
	$(BIN)/python -m pip install -q --disable-pip-version-check -r requirements-dev.txt
	touch $@

.PHONY: help demo run test quick lint check format bench crash fuzz faults openapi foreign pictures contact-sheet clean
