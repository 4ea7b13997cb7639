# Everything runs from .venv, which is made at the first call and kept; VENV=… puts it elsewhere.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
CASE ?= seeds

.PHONY: briefing pictures test test-fast lint lab docs accuracy bench fuzz clean

briefing: $(VENV)/.lab ## read CASE, execute the notebooks, write build/briefing.html
	@mkdir -p build
	$(BIN)/osint brief $(CASE) -o build/briefing.html

pictures: briefing ## the pictures of the README, from the briefing; needs Chromium
	$(BIN)/python scripts/draw_pictures.py build/briefing.html

lab: $(VENV)/.lab ## JupyterLab on the notebooks
	$(BIN)/jupyter lab --ServerApp.root_dir="$(CURDIR)" notebooks/00-take-the-tour.ipynb

test: lint ## lint, types, doctests, all tests, every notebook executed
	$(BIN)/pytest

test-fast: $(VENV)/.test ## all but the slow tests and those of the browser
	$(BIN)/pytest -m "not slow and not browser"

lint: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

docs: $(VENV)/.docs ## the documentation, into build/docs; warnings are errors
	$(BIN)/python scripts/readme_tables.py --check
	$(BIN)/python -m sphinx -W --keep-going -q -b html docs build/docs

accuracy: $(VENV)/.lab ## measure against the hand labels, and with DATA=… against data sets in that folder
	$(BIN)/osint accuracy $(CASE) $(if $(DATA),--data $(DATA))

bench: $(VENV)/.bench ## speed and memory beside other means, in about ten minutes; ONLY=briefing for one measure
	$(BIN)/python scripts/bench.py $(if $(SIZES),--sizes $(SIZES)) $(if $(ONLY),--only $(ONLY))

fuzz: $(VENV)/.fuzz ## damaged files for SECONDS (60), into build/fuzz
	$(BIN)/python scripts/fuzz.py $(or $(SECONDS),60)

clean:
	rm -rf $(VENV) build

$(VENV)/.lab: pyproject.toml constraints.txt
	$(call install,lab)

$(VENV)/.test: pyproject.toml constraints.txt
	$(call install,lab$(comma)cluster$(comma)docs$(comma)test)
	@touch $(VENV)/.lab

$(VENV)/.docs: pyproject.toml constraints.txt
	$(call install,lab$(comma)docs)

$(VENV)/.bench: pyproject.toml constraints.txt
	$(call install,lab$(comma)cluster$(comma)bench)

$(VENV)/.fuzz: pyproject.toml constraints.txt
	$(call install,lab$(comma)fuzz)

comma := ,
define install
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed; $(PYTHON) is " + sys.version.split()[0] + ". Give another with make PYTHON=…")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[$(1)]"
	@touch $@
endef
