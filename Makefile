# Everything a newcomer, a developer and CI need. `make run` and `make test` set up what they use.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	"$$p" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null && echo "$$p" && break; done)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
PLAYGROUND := .playground
SETS ?=
ENCODER ?=

.PHONY: run setup browser test lint types contracts unit bench ablation chaos load pages deploy-test audit sbom train lock clean help

help: ## Show what can be made
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: setup ## Set up and talk to Magdat in the terminal and in the browser, on the starter protocol
	@echo "To be HR at the same time, open a second terminal here and type:  $(BIN)/magdat desk"
	@echo
	@$(BIN)/magdat chat --page

setup: $(VENV)/.run-ready ## Make .venv with the command magdat in it

test: lint types contracts unit ## Set up and run every check: lint, types, import contracts, tests

lint: $(VENV)/.dev-ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev-ready
	$(BIN)/mypy

contracts: $(VENV)/.dev-ready
	$(BIN)/lint-imports

unit: $(VENV)/.dev-ready browser $(PLAYGROUND)/.ready
	$(BIN)/python -m pytest --numprocesses 3 --dist worksteal

bench: $(VENV)/.dev-ready ## Measure quality and speed; SETS="folder folder …" adds sets of your own, ENCODER=use takes that one
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m tests.quality.bench $(if $(ENCODER),--encoder $(ENCODER)) $(SETS)

ablation: $(VENV)/.dev-ready ## Leave one kind of evidence out at a time; SETS as for bench
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m tests.quality.ablation $(SETS)

chaos: $(VENV)/.dev-ready ## Kill Magdat's processes at the worst moments, and count what is lost or said twice
	$(BIN)/python -m tests.chaos.run --on sqlite --poison
	$(BIN)/python -m tests.chaos.run --on postgresql --workers 2 --poison
	$(BIN)/python -m tests.slack_server.chaos
	$(BIN)/python -m tests.teams_server.chaos

load: $(VENV)/.dev-ready ## Many at once, and how fast: races for a case, repeated events, latency, throughput
	$(BIN)/python -m tests.chaos.load races --on postgresql
	$(BIN)/python -m tests.chaos.load events --on postgresql
	$(BIN)/python -m tests.chaos.load latency --on sqlite
	$(BIN)/python -m tests.chaos.load throughput --on postgresql
	$(BIN)/python -m tests.load.run all

pages: $(VENV)/.dev-ready ## How soon pages are painted and answered, and how much they bring; FRESH=--fresh also sets up a clone
	$(BIN)/python -m tests.adapters.web.figures $(FRESH)

deploy-test: $(VENV)/.dev-ready ## Build the image and run it hardened (root; apt-get install buildah debootstrap bubblewrap)
	$(BIN)/python -m tests.deploy.image

audit: $(VENV)/.dev-ready ## Look every locked package up among advisories (needs uv and a network)
	$(BIN)/python -m tests.security.audit
	$(BIN)/python -m tests.security.audit_all

sbom: $(VENV)/.dev-ready ## Write what Magdat is made of to build/sbom.json (CycloneDX)
	$(BIN)/python -m tests.security.sbom

train: $(VENV)/.dev-ready ## Fit the matcher's coefficients anew; SETS as for bench
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m tests.quality.train $(SETS)

lock: $(VENV)/.dev-ready ## Resolve the dependencies anew (needs uv on the path)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url \
		--extra e5 pyproject.toml --output-file requirements/run.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url \
		--constraint requirements/run.lock --group build --output-file requirements/build.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url \
		--constraint requirements/run.lock --extra e5 --extra postgres --extra tracing pyproject.toml --output-file requirements/image.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url \
		--constraint requirements/run.lock --group dev --output-file requirements/dev.lock

clean: ## Remove the environment and all caches
	rm -rf $(VENV) $(PLAYGROUND) .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Magdat needs Python 3.11, 3.12 or 3.13: apt install python3 python3-venv" >&2; exit 2; }
	@"$(PYTHON)" -m venv $(VENV) || { rm -rf $(VENV); echo "Python's venv module is missing: apt install python3-venv" >&2; exit 2; }

$(VENV)/.run-ready: $(VENV)/bin/python requirements/run.lock requirements/build.lock pyproject.toml
	@echo "Setting up Magdat in $(VENV) (once, about a minute) …"
	@$(PIP) install --require-hashes -r requirements/run.lock -r requirements/build.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev-ready: $(VENV)/.run-ready requirements/dev.lock
	@$(PIP) install --require-hashes -r requirements/dev.lock
	@touch $@

# Microsoft's local Teams client and a browser for it. Without them the journeys in Teams are skipped, but never on CI.
# Only what is missing: a Node.js from elsewhere brings an npm of its own, and forbids the distribution's.
browser:
	@missing="$$(command -v chromium >/dev/null || echo chromium fonts-dejavu-core) $$(command -v npm >/dev/null || echo nodejs npm)"; \
	{ [ "$$missing" = " " ] || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update --quiet=2 && \
		apt-get install --yes --quiet=2 --no-install-recommends $$missing >/dev/null; }; } || true

$(PLAYGROUND)/.ready: tests/playground/package.json tests/playground/package-lock.json | browser
	@mkdir -p $(PLAYGROUND)
	@cp tests/playground/package.json tests/playground/package-lock.json $(PLAYGROUND)
	@if command -v npm >/dev/null && npm ci --prefix $(PLAYGROUND) --no-audit --no-fund --silent; then touch $@; \
	else echo "No journeys in Teams: they need chromium, nodejs and npm (apt install chromium nodejs npm)." >&2; fi
