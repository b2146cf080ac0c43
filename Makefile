# Two commands for a fresh machine: `make demo` and `make test`.
# Needs Python 3.10 to 3.13 and a package index; everything else goes into .venv.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Where the demo's run is kept; `make demo RUN=runs/another` starts another.
RUN ?= runs/cyclegan_faces_demo
# One worker a core; tests that share what takes long to make run in one of them.
PYTEST_FLAGS ?= -n auto --no-loadscope-reorder
# Where thousands of graphs come and go the C library's allocator takes a quarter of the time.
JEMALLOC ?= $(firstword $(wildcard /usr/lib/*-linux-gnu/libjemalloc.so.2 /usr/lib64/libjemalloc.so.2))

export TF_ENABLE_ONEDNN_OPTS := 1
export TF_CPP_MIN_LOG_LEVEL := 3
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: demo test bench lint docs package clean

# Half of the cores within an operation, as two networks often run side by side: with all of them a
# step takes half as long again on two cores (docs/performance.md).
demo: export TF_NUM_INTRAOP_THREADS ?= $(shell $(PYTHON) -c 'import os; print((os.cpu_count() + 1) // 2)')
demo: $(VENV)/.demo
	$(BIN)/python -m keras_gan_zoo train --recipe recipes/cyclegan_faces_demo.yaml --run_dir $(RUN)

test: $(VENV)/.test
	LD_PRELOAD=$(JEMALLOC) $(BIN)/python -m pytest -q $(PYTEST_FLAGS)

# Ten minutes on two idle cores. TORCH names a Python that has PyTorch; without one it is left out.
# torch.compile, which takes five minutes more to compile, is left to benchmarks/costs/throughput.
bench: $(VENV)/.test
	$(BIN)/python -m benchmarks.costs.throughput --seconds 1 --repeats 5 \
	  --competitors ours ours_side_by_side keras torch torch_channels_last \
	  $(if $(TORCH),--torch $(TORCH))

lint: $(VENV)/.test
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m ruff check .
	$(BIN)/python -m mypy

# Looked at through `python -m http.server -d build/site`.
docs: $(VENV)/.docs
	$(BIN)/python docs/make_site.py build/site

# What an index would hand out: built, checked, installed away from this folder and tried.
package: $(VENV)/.demo $(VENV)/.package
	rm -rf dist build *.egg-info
	$(BIN)/python -m build --outdir dist .
	$(BIN)/python -m twine check --strict dist/*
	$(BIN)/python .ci/try_wheel.py dist/*.whl

$(BIN)/python:
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(0 if (3, 10) <= v <= (3, 13) else "Python 3.10 to 3.13 is needed, this is %d.%d; choose another with PYTHON=..." % v)'
	$(PYTHON) -m venv $(VENV)
	# The pip that comes with Python 3.10 tries versions of the extras for hours.
	$(BIN)/python -m pip install --quiet --upgrade 'pip>=24'

$(VENV)/.demo: $(BIN)/python setup.py
	$(BIN)/python -m pip install --quiet -e '.[demo]'
	touch $@

$(VENV)/.docs: $(BIN)/python setup.py
	$(BIN)/python -m pip install --quiet -e '.[docs]'
	touch $@

$(VENV)/.test: $(BIN)/python setup.py
	$(BIN)/python -m pip install --quiet -e '.[test,dev]'
	touch $@

$(VENV)/.package: $(BIN)/python setup.py
	$(BIN)/python -m pip install --quiet 'build>=1.6.1' 'twine>=7.0'
	touch $@

clean:
	rm -rf $(VENV) build dist *.egg-info
