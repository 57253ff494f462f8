# make demo     installs what is missing, builds, signs from C, PHP and Python
# make test     installs what is missing, builds, runs every test
# make headers  renews the generated headers
# make bench    signing against the bare hash
# make vectors  asks the other implementations again and compares with what they answered

RELEASE := $(CURDIR)/target/release
BUILD := $(CURDIR)/build/c
PYTHON ?= python3

# Third-party cases are read in place. Without ASR_VECTORS there are none, and every test that would read them says so.
ifneq ($(ASR_VECTORS),)
override ASR_VECTORS := $(abspath $(ASR_VECTORS))
export ASR_VECTORS
endif

# Where the bindings find the library in this checkout.
export AWS_SIGNED_REQUEST_LIB := $(RELEASE)/libaws_signed_request.so

# The steps of a target are in their order: what is missing is installed before anything is built.
.NOTPARALLEL:

.PHONY: all lib demo test lint headers bench vectors clean deps-demo deps-test

all: lib

lib:
	cargo build --release --locked

demo: deps-demo lib
	@$(MAKE) --no-print-directory -s -C tests/c BUILD=$(BUILD) LIBDIR=$(RELEASE) $(BUILD)/example
	@echo; echo "== C"; $(BUILD)/example
	@echo; echo "== PHP"; php bindings/php/example.php
	@echo; echo "== Python"; $(PYTHON) bindings/python/example.py
	@echo; echo "== The two examples that Amazon's guides print"
	@$(BUILD)/example --published
	@php bindings/php/example.php --published
	@$(PYTHON) bindings/python/example.py --published

test: deps-test lint lib
	cargo test --locked --quiet
	$(MAKE) -C tests/c check memcheck BUILD=$(BUILD) LIBDIR=$(RELEASE) ASR_VECTORS=$(ASR_VECTORS)
	php bindings/php/run_vectors.php
	php bindings/php/test.php
	bindings/php/test_web.sh $(AWS_SIGNED_REQUEST_LIB)
	$(PYTHON) bindings/python/run_vectors.py
	$(PYTHON) bindings/python/test_aws_signed_request.py
	tests/readme.sh
	@echo "everything passed"

lint:
	cargo fmt --check
	cargo clippy --locked --quiet --all-targets -- -D warnings

headers:
	ASR_WRITE_HEADERS=1 cargo test --locked --quiet --test headers

bench:
	cargo bench --locked

vectors:
	cd tests/vectors && $(PYTHON) -m venv venv && venv/bin/pip install -q -r requirements.txt && npm ci --ignore-scripts
	cd tests/vectors && venv/bin/python ask.py --check

clean:
	cargo clean
	rm -rf build

deps-demo deps-test: deps-%:
	@scripts/install-deps $*
