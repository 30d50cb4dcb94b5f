# One target per intention. `make try` and `make test` do all the set-up themselves.
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3.14 python3; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin

.PHONY: install try test coverage check bench pictures lock clean cards

install: .venv/ready

try: .venv/ready
	@$(BIN)/bimtek try

test: check
	@$(BIN)/python -m pytest -q -n auto --maxprocesses 4 --dist loadfile

# The same tests, and which branches none has taken: takes half as long again.
coverage: check
	@$(BIN)/python -m coverage erase
	@$(BIN)/python -m coverage run -m pytest -q -n auto --maxprocesses 4 --dist loadfile
	@$(BIN)/python -m coverage combine -q
	@$(BIN)/python -m coverage report --fail-under=100 --include='bot/core/*,bot/screens/*'
	@$(BIN)/python -m coverage report --fail-under=90

check: .venv/ready
	@$(BIN)/ruff format --check -q .
	@$(BIN)/ruff check -q .
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports
	@$(BIN)/bimtek content check

# The cards for the eve, from kartu.toml and hari-h.toml.
cards: .venv/ready
	@$(BIN)/bimtek content cards

bench: .venv/ready bench/.venv/ready
	@$(BIN)/python -m bench

# The pictures of bot/content/gambar/ from their SVG sources; only what has changed.
pictures: .venv/ready
	@$(BIN)/bimtek content pictures

# The newest versions that agree, with hashes; no addresses.
lock:
	uv pip compile pyproject.toml --group dev --python-version 3.11 --universal --upgrade \
		--generate-hashes --no-header --no-annotate -o requirements.lock

.venv/ready: requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 atau lebih baru tidak ditemukan. Pasang dahulu, lalu ulangi."; exit 1; }
	@echo "Menyiapkan .venv (sekali saja, sekitar satu menit) ..."
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install -qq --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install -qq --no-deps --no-build-isolation -e .
	@touch $@

clean:
	rm -rf .venv bench/.venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage .coverage.*

bench/.venv/ready: bench/requirements.lock
	@$(PYTHON) -m venv bench/.venv
	@bench/.venv/bin/python -m pip install -qq --require-hashes -r bench/requirements.lock
	@touch $@
