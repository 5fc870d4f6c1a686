# make run: a running demo · make test: everything · make check: the quick loop
PY ?= python3
PORT ?= 8000
HOST ?= 127.0.0.1
INSTANCE ?= instance
BIN = .venv/bin
# Without what is compiled, each process that starts would compile all it imports: five seconds, every time.
export PYTHONDONTWRITEBYTECODE =
UV = $(BIN)/uv pip install -q -p .venv
PO = translations/th/LC_MESSAGES/messages.po
MO = $(PO:.po=.mo)

.PHONY: run test test-long check strings shots bench bench-live lock clean

run: .venv/.ok $(MO)
	$(BIN)/sfc-workshop demo --host $(HOST) --port $(PORT) --instance $(INSTANCE) $(if $(LINKS),--links $(LINKS))

test: .venv/.test-ok $(MO)
	@$(BIN)/python -m tests.prepare
	$(MAKE) --no-print-directory lint
	$(BIN)/pytest -n 3 --dist worksteal -m "not long"

test-long: .venv/.test-ok $(MO)
	@$(BIN)/python -m tests.prepare
	$(BIN)/pytest -m long

check: .venv/.test-ok $(MO) lint
	$(BIN)/pytest -n 3 --dist worksteal -m "not long and not browser and not slow"

.PHONY: lint
lint: .venv/.test-ok
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Sorted and without line numbers, so that merges stay calm.
strings: .venv/.ok
	$(BIN)/pybabel -q extract -F pyproject.toml -k _l -k lazy_gettext --sort-output --no-location --project sfc-workshop -o translations/messages.pot .
	$(BIN)/pybabel -q update -i translations/messages.pot -d translations --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date
	$(MAKE) --no-print-directory $(MO)

$(MO): $(PO) .venv/.ok
	$(BIN)/pybabel -q compile -d translations

shots: .venv/.test-ok $(MO)
	@$(BIN)/python -m tests.prepare
	$(BIN)/python -m tests.shots

bench: .venv/.test-ok $(MO)
	@$(BIN)/python -m tests.prepare
	$(BIN)/python -m tests.bench --instance $(INSTANCE)

# A hall of 1,000 phones on SQLite and of 5,000 on PostgreSQL; wants the machine for itself.
bench-live: .venv/.test-ok $(MO)
	@$(BIN)/python -m tests.prepare
	$(BIN)/python -m tests.bench.live --instance $(INSTANCE)

lock:
	$(BIN)/uv pip compile pyproject.toml --extra postgres --universal --generate-hashes --no-header --quiet -o requirements.txt
	$(BIN)/uv pip compile pyproject.toml --extra postgres --extra test --universal --generate-hashes --no-header --quiet -o requirements-test.txt

.venv/.made:
	$(PY) -m venv .venv || ($(PY) -m venv --clear --without-pip .venv && $(PY) -m pip --python .venv/bin/python install -q pip)
	$(BIN)/python -m pip install -q uv
	@touch $@

.venv/.ok: .venv/.made pyproject.toml requirements.txt hatch_build.py
	$(UV) --require-hashes -r requirements.txt
	$(UV) --no-deps -e .
	@touch $@

.venv/.test-ok: .venv/.ok requirements-test.txt
	$(UV) --require-hashes -r requirements-test.txt
	@touch $@

clean:
	rm -rf .venv instance shots .pytest_cache .mypy_cache .ruff_cache .hypothesis
