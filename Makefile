# Everything a newcomer or CI needs, from a fresh clone with Python 3.11 or newer.
#
#   make demo     everything on this machine, no account, no key
#   make test     the tests           make check    format, lint, types, house contracts
#   make bench    measurements        make soak     the long runs of tests that CI samples
#   make lock     new lock files      make format   mend what a tool can mend
#   make clean    as after a clone
#
# PYTHON=/path/to/python3 chooses another Python than the first that fits.

.POSIX:
SHELL = /bin/sh
VENV = .venv
BIN = $(VENV)/bin
PYTHON =

# Without addresses, so that whoever installs from them chooses where from.
COMPILE = $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate \
	--python-version 3.11
INSTALL = $(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes

.PHONY: help demo test check bench soak lock format clean

help:
	@sed -n 's/^#   //p' Makefile

demo: $(VENV)/.synced
	@$(BIN)/kotha demo

# What runs whole servers and browsers goes after the rest: beside it, it would only meet time-outs.
# Both wait at times for a disk or a server, so there are more at once than cores; of the second, the
# longest first. Compiled files are kept whatever the caller's environment says: each of a hundred
# processes would compile everything again.
test: $(VENV)/.synced-dev
	@status=0; export PYTHONDONTWRITEBYTECODE=; \
	$(BIN)/python -m pytest --dist loadfile -n $$(($$(getconf _NPROCESSORS_ONLN) + 1)) \
		--ignore tests/e2e --ignore tests/web || status=1; \
	$(BIN)/python -m pytest -n 4 --dist loadfile --no-loadscope-reorder \
		tests/e2e tests/web || status=1; \
	exit $$status

check: $(VENV)/.synced-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

bench: $(VENV)/.synced-dev
	@$(BIN)/python -m tests.bench

soak: $(VENV)/.synced-dev
	@$(BIN)/python -m pytest -m soak
	@$(BIN)/python -m pytest -m "hypothesis and not soak" --hypothesis-profile whole

lock: $(VENV)/.uv
	$(COMPILE) --upgrade --output-file requirements.lock pyproject.toml
	$(COMPILE) --upgrade --constraint requirements.lock --group dev \
		--output-file requirements-dev.lock pyproject.toml

format: $(VENV)/.synced-dev
	$(BIN)/ruff check --fix --quiet .
	$(BIN)/ruff format --quiet .

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis \
		kotha.egg-info build dist
	find bot tests -name __pycache__ -type d -prune -exec rm -rf {} +

# Each stamp is newer than what it was made from, so that nothing is installed twice.
$(VENV)/.synced: $(VENV)/.uv requirements.lock
	@echo 'Installing what Kotha runs on…'
	@$(INSTALL) --requirement requirements.lock
	@touch $@

$(VENV)/.synced-dev: $(VENV)/.synced requirements-dev.lock
	@echo 'Installing what its tests need…'
	@$(INSTALL) --requirement requirements-dev.lock
	@touch $@

# uv and setuptools come by the lock too. The package itself is a path into this folder.
$(VENV)/.uv: pyproject.toml
	@python='$(PYTHON)'; \
	for name in python3.11 python3.12 python3.13 python3.14 python3 python; do \
		test -n "$$python" && break; \
		if $$name -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' \
			>/dev/null 2>&1; then python=$$name; fi; \
	done; \
	if test -z "$$python"; then \
		echo 'Kotha needs Python 3.11 or newer, with venv, and found none.' >&2; \
		echo 'On Debian or Ubuntu: sudo apt install python3 python3-venv' >&2; \
		echo 'Elsewhere: https://www.python.org/downloads/, then: make PYTHON=/path/to/python3' >&2; \
		exit 1; \
	fi; \
	test -x $(BIN)/python || "$$python" -m venv $(VENV)
	@sed -n '/^\(uv\|setuptools\)==/,/[^\\]$$/p' requirements-dev.lock > $(VENV)/tools.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes \
		--requirement $(VENV)/tools.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation \
		--config-setting editable_mode=compat --editable .
	@touch $@
