# make demo          installs what is missing, builds, signs from C, PHP and Python
# make test          installs what is missing, builds, runs every test
# make test-servers  installs OpenStack's EC2 API and other signers, and lets them judge
# make install       installs what make lib has built: PREFIX=/usr/local DESTDIR= LIBDIR INCLUDEDIR MANDIR
# make uninstall     removes exactly that, given the same
# make deb           builds packages for Debian and Ubuntu in build/deb
# make headers       renews the generated headers
# make costs         counts the instructions of each call anew, and writes tests/c/costs.txt
# make bench         installs what is missing, times this library and its rivals, writes docs/speed.md
# make fuzz          a minute of each fuzz target, with the address sanitizer
# make vectors       asks the other implementations again and compares with what they answered

RELEASE := $(CURDIR)/target/release
BUILD := $(CURDIR)/build
PYTHON ?= python3

# Where make install puts what it installs. DESTDIR goes in front of all of them.
PREFIX ?= /usr/local
LIBDIR ?= $(PREFIX)/lib
INCLUDEDIR ?= $(PREFIX)/include
MANDIR ?= $(PREFIX)/share/man
PKGCONFIGDIR ?= $(LIBDIR)/pkgconfig
CMAKEDIR ?= $(LIBDIR)/cmake/aws_signed_request
places := DESTDIR PREFIX LIBDIR INCLUDEDIR MANDIR PKGCONFIGDIR CMAKEDIR

# Third-party cases are read in place. Without ASR_VECTORS there are none, and every test that would read them says so.
ifneq ($(ASR_VECTORS),)
override ASR_VECTORS := $(abspath $(ASR_VECTORS))
export ASR_VECTORS
else
unexport ASR_VECTORS
endif

# Where the bindings find the library in this checkout.
export AWS_SIGNED_REQUEST_LIB := $(RELEASE)/libaws_signed_request.so

# What was given on the command line is not handed on as it was given, which for a relative path would be another place.
MAKEOVERRIDES :=

# The steps of a target are in their order: what is missing is installed before anything is built.
.NOTPARALLEL:

.PHONY: all lib install uninstall deb demo test test-servers lint headers costs fuzz bench vectors clean deps-demo deps-deb deps-test deps-servers deps-bench deps-vectors

all: lib

# The Rust library, which nobody needs here, is left out: with it cargo does not optimise across crates.
lib:
	cargo rustc --release --locked --lib --crate-type cdylib,staticlib

# It builds nothing, so that root, who may have no Rust, can do it.
install uninstall:
	@$(foreach place,$(places),$(place)='$($(place))') BUILT='$(RELEASE)' PYTHON='$(PYTHON)' scripts/install $@

# debhelper works inside of the source, so it is given a copy, with the library that is built. Rust need not be Debian's
# (-d), and nothing is to be cleaned (-nc).
deb: deps-deb lib
	rm -rf $(BUILD)/deb
	mkdir -p $(BUILD)/deb/source/target/release
	tar -c --exclude-vcs --exclude=./target --exclude=./build --exclude=./fuzz/target --exclude=node_modules --exclude=venv . | \
	    tar -x -C $(BUILD)/deb/source
	cp $(RELEASE)/libaws_signed_request.so $(RELEASE)/libaws_signed_request.a $(BUILD)/deb/source/target/release
	cd $(BUILD)/deb/source && env -u MAKEFLAGS -u MAKELEVEL dpkg-buildpackage -b -nc -d -us -uc
	rm -rf $(BUILD)/deb/source

demo: deps-demo lib
	@$(MAKE) --no-print-directory -s -C tests/c BUILD=$(BUILD)/c LIBDIR=$(RELEASE) $(BUILD)/c/example
	@echo; echo "== C"; $(BUILD)/c/example
	@echo; echo "== PHP"; php bindings/php/example.php
	@echo; echo "== Python"; $(PYTHON) bindings/python/example.py
	@echo; echo "== The two examples that Amazon's guides print"
	@$(BUILD)/c/example --published
	@php bindings/php/example.php --published
	@$(PYTHON) bindings/python/example.py --published

test: deps-test lint lib
	cargo test --locked --quiet
	$(MAKE) -C tests/c check memcheck BUILD=$(BUILD)/c LIBDIR=$(RELEASE)
	$(MAKE) -C bindings/cpp check memcheck BUILD=$(BUILD)/cpp LIBDIR=$(RELEASE)
	php bindings/php/test.php
	bindings/php/test_web.sh $(AWS_SIGNED_REQUEST_LIB)
	bindings/php/test_composer.sh $(AWS_SIGNED_REQUEST_LIB)
	$(PYTHON) bindings/python/test_aws_signed_request.py
	$(PYTHON) bindings/python/test_urls.py
	$(PYTHON) bindings/python/test_drop_ins.py
	BUILD=$(BUILD) PYTHON=$(PYTHON) bindings/python/test_install.sh
	bindings/node/check
	BUILD=$(BUILD) bindings/node/test_pack.sh
	luajit bindings/lua/test.lua
	bindings/lua/test_nginx.sh $(AWS_SIGNED_REQUEST_LIB)
	tests/readme.sh
	BUILD=$(BUILD) tests/install.sh
	BUILD=$(BUILD) tests/deb.sh
	LIBDIR=$(RELEASE) BUILD=$(BUILD) tests/matrix
	@echo "everything passed"

test-servers: deps-servers lib
	tests/servers/run

lint:
	cargo fmt --check
	cargo clippy --locked --quiet --all-targets -- -D warnings

headers:
	ASR_WRITE_HEADERS=1 cargo test --locked --quiet --test headers

costs: lib
	$(MAKE) -C tests/c costs BUILD=$(BUILD)/c LIBDIR=$(RELEASE)

fuzz:
	command -v cargo-fuzz >/dev/null || cargo install cargo-fuzz --locked --version 0.13.2
	cd fuzz && for target in fuzz_targets/*.rs; do \
	    RUSTC_BOOTSTRAP=1 cargo fuzz run "$$(basename "$$target" .rs)" -- -max_total_time=60 -max_len=4096 || exit 1; \
	done

bench: deps-bench lib
	$(PYTHON) benches/run

vectors: deps-vectors
	cd tests/vectors && $(PYTHON) -m venv venv && venv/bin/pip install -q -r requirements.txt && npm ci --ignore-scripts
	cd tests/vectors && venv/bin/python ask.py --check

clean:
	cargo clean
	rm -rf build

deps-demo deps-deb deps-test deps-servers deps-bench deps-vectors: deps-%:
	@scripts/install-deps $*
