# make run: install, index, open the chat page. make test: every test. See README.md.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := run

HOST ?= 127.0.0.1
PORT ?= 7860
# Opening the page to other machines (HOST=0.0.0.0) asks for AUTH=USER:PASSWORD, or a file with such lines.
AUTH ?=
# Your own files instead of the sample: make run DOCS="a.txt 'with a space.md'"
DOCS ?=
export DOCS

# Relative on purpose: the checkout may lie in a folder with spaces.
VENV := .venv
PY := $(VENV)/bin/python
PYTHON ?= $(shell command -v python3.11 || command -v python3 || echo python3)
PIP_INSTALL := $(PY) -m pip install --disable-pip-version-check -c constraints.txt

# A library belongs to one model and one schema: after an update that changes either, make run starts another beside
# the old one, which stays as it was.
KIND := $(shell { cat index/models/static/model.safetensors; grep -h ^SCHEMA_VERSION index/*.py; } | cksum | cut -d' ' -f1)
SAMPLE := .yinju/sample-$(KIND)
SERVE := $(PY) -m ui serve --host "$(HOST)" --port "$(PORT)" $(if $(AUTH),--auth "$(AUTH)")

.PHONY: run test bench bench-models bench-peers lint audit train clean

ifeq ($(strip $(DOCS)),)
run: $(SAMPLE).indexed
	@exec $(SERVE) --library $(SAMPLE)
else
# A library for each list of files, so that another list later does not mix with this one. Exit code 3 of
# `index`: some files could not be read and were named; the rest is there to ask.
run: $(VENV)/.run
	@library=.yinju/docs-$$(printf %s "$$DOCS" | cksum | cut -d' ' -f1)-$(KIND); \
	$(PY) -m ui index --library "$$library" $(DOCS) || [ $$? -eq 3 ]; \
	exec $(SERVE) --library "$$library"
endif

test: $(VENV)/.test
	@bash tests/install_browser.sh || echo "make: 浏览器未能安装，页面测试将跳过（no browser: the browser tests are skipped）" >&2
	$(PY) -m pytest $(ARGS)

# What takes minutes. Longer ones: benchmarks.load (many users), bench-models, bench-peers.
bench: $(VENV)/.run
	$(PY) -m benchmarks.machine
	$(PY) -m benchmarks.speed
	$(PY) -m benchmarks.retrieval $(ARGS)

# The peers live in an environment of their own, of 1.2 GB.
bench-peers: $(VENV)/.run
	@test -x build/peers/bin/python || PYTHON=$(PY) bash benchmarks/peers/install.sh
	$(PY) -m benchmarks.peers $(ARGS)

bench-models: $(VENV)/.run
	$(PY) -m benchmarks.models $(ARGS)

lint: $(VENV)/.lint
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy

# The database of known weaknesses is asked over the network; nothing else here is.
audit: $(VENV)/.audit
	$(PY) -m bandit --quiet --recursive --configfile pyproject.toml corpus index qa ui training benchmarks
	$(PY) -m pip_audit --disable-pip --no-deps -r constraints.txt

train: $(VENV)/.run
	$(PY) -m training $(ARGS)

clean:
	rm -rf $(VENV) .yinju build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis

# The stamps: a second run installs nothing and indexes nothing.
$(PY):
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "引据需要 Python 3.11 或更高版本；找到的是 $$("$(PYTHON)" --version 2>&1 || true)。请安装后重试，或指定：make run PYTHON=/路径/python3.11" >&2; \
	  echo "Yinju needs Python 3.11 or later; name one with make run PYTHON=/path/to/python3.11" >&2; exit 1; }
	@"$(PYTHON)" -m venv $(VENV) || { \
	  rm -rf $(VENV); echo "无法建立虚拟环境：请安装 venv 模块（Debian/Ubuntu：apt install python3-venv）后重试。" >&2; exit 1; }

$(VENV)/.run: pyproject.toml constraints.txt | $(PY)
	@echo "正在安装依赖（首次需要几分钟）……" >&2
	$(PIP_INSTALL) -e .
	@touch $@

$(VENV)/.test: $(VENV)/.run
	$(PIP_INSTALL) -e '.[test]'
	@touch $@

$(VENV)/.lint: $(VENV)/.run
	$(PIP_INSTALL) -e '.[dev,test]'
	@touch $@

$(VENV)/.audit: $(VENV)/.run
	$(PIP_INSTALL) -e '.[audit]'
	@touch $@

$(SAMPLE).indexed: examples/sample_report.txt | $(VENV)/.run
	@$(PY) -m ui index --library $(SAMPLE) examples/sample_report.txt
	@touch $@
