# The two commands of the README are `make run` and `make test`; everything else is for those who change the code.
PY ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready

# A process of the suite starts in 2 s with compiled modules kept and in 4 s without, and it starts some hundreds of them.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run setup test types contracts check fast bench drill lock clean browser fuse softhsm

setup: $(STAMP)

# One hashed lock holds for running and testing, so that a demo and a test can never differ by a library.
$(STAMP): requirements/dev.lock pyproject.toml
	@test -x $(BIN)/python || $(PY) -m venv $(VENV)
	@$(BIN)/python -c 'import uv' 2>/dev/null || $(BIN)/python -m pip install -q --disable-pip-version-check "uv>=0.5"
	@$(BIN)/python -m uv pip install -q --python $(BIN)/python --require-hashes -r requirements/dev.lock
	@$(BIN)/python -m uv pip install -q --python $(BIN)/python --no-deps --no-build-isolation -e .
	@$(BIN)/python -m siaga.web.messages
	@touch $(STAMP)

run: setup
	@exec $(BIN)/siaga demo

browser:
	@tools/install-browser

# For the disk that forgets (power cuts). Without it those tests are skipped, and say so.
fuse:
	@ldconfig -p 2>/dev/null | grep -q 'libfuse\.so\.2' || tools/install-fuse || true

# A signing device in software. Without it the tests of PKCS#11 are skipped, and say so.
softhsm:
	@command -v softhsm2-util >/dev/null || tools/install-softhsm || true

# Lint, types, import contracts and the tests that need no server of their own: before each commit.
check: setup
	@$(BIN)/ruff check siaga tests bench
	@$(BIN)/ruff format --check -q siaga tests bench
	@$(BIN)/mypy
	@$(BIN)/lint-imports --config .importlinter
	@$(BIN)/pytest -q -m "not browser and not slow" -n 2 --dist loadfile --no-loadscope-reorder

# Three workers on two cores: a fifth of the time one waits, for a browser or for another process. What reads the source alone goes beside.
test: setup browser fuse softhsm
	@$(BIN)/ruff check siaga tests bench
	@$(MAKE) -s -j 2 types contracts
	@$(BIN)/pytest -n 3 --dist loadfile --no-loadscope-reorder

types: setup
	@$(BIN)/mypy

contracts: setup
	@$(BIN)/lint-imports --config .importlinter

bench: setup
	@$(BIN)/python -m bench

# A simulated country under bad weather, seed after seed, for so many minutes: make drill MENIT=10; the next call goes on with the next
# seeds, and out/negeri.json keeps the sums. The stories: siaga drill --help.
MENIT ?= 10
drill: setup fuse
	@$(BIN)/siaga drill negeri --menit $(MENIT) --catatan out/negeri.json

lock:
	@$(BIN)/python -m uv pip compile -q --generate-hashes --no-emit-index-url --no-header --python-version 3.11 requirements/dev.in -o requirements/dev.lock
