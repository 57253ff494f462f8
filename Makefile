# make demo          installs what is missing, builds, signs from C, PHP and Python
# make helper        installs what is missing, builds, starts the Signed Requests Helper; PORT= names its port
# make test          installs what is missing, builds, runs every test
# make test-servers  installs OpenStack's EC2 API and other signers, and lets them judge
# make install       installs what make lib has built: PREFIX=/usr/local DESTDIR= LIBDIR INCLUDEDIR MANDIR
# make uninstall     removes exactly that, given the same
# make deb           builds packages for Debian and Ubuntu in build/deb
# make headers       renews the generated headers
# make mistakes      renews docs/mistakes.md, which says what mistakes are named and how many of the cases
# make docs          renders the manual and the Rust documentation as HTML in build/docs
# make abi           renews the dump of the ABI, tests/c/abi.xml (docs/abi.md)
# make deny          licences, duplicates and sources of the crates, and advisories where they can be had
# make reproducible  builds twice, and compares the bytes
# make cross         builds for a 64-bit ARM, a big-endian and a 32-bit processor, and runs the C tests in an emulator
# make costs         counts the instructions of each call anew, and writes tests/c/costs.txt
# make bench         installs what is missing, times this library and its rivals, writes docs/speed.md
# make sanitize      installs what is missing, runs the C and C++ tests with the address, undefined and thread sanitizers
# make fuzz          a minute of each fuzz target, with the address sanitizer: TARGET=pairs FUZZ_SECONDS=600
# make coverage      counts which lines and branches of src/ the tests reach, and writes build/coverage
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

deps := $(addprefix deps-,demo deb docs helper test coverage servers cross bench vectors sanitize)
.PHONY: all lib install uninstall deb demo helper test test-servers lint headers mistakes docs abi deny reproducible \
        cross costs sanitize fuzz coverage bench vectors clean $(deps)

all: lib

# The Rust library, which nobody needs here, is left out: with it cargo does not optimise across crates.
lib:
	cargo rustc --release --locked --lib --crate-type cdylib,staticlib

# It builds nothing, so that root, who may have no Rust, can do it. The names go through the environment, where no shell reads
# what is in them.
install uninstall: export BUILT := $(RELEASE)
$(foreach name,$(places) PYTHON,$(eval install uninstall: export $(name) := $$($(name))))
install uninstall:
	@scripts/install $@

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

helper: deps-helper lib
	@helper/serve

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
	$(PYTHON) bindings/python/test_mistakes.py --said $(BUILD)/mistakes.json
	$(PYTHON) tests/mistakes/table --check --said $(BUILD)/mistakes.json
	BUILD=$(BUILD) PYTHON=$(PYTHON) bindings/python/test_install.sh
	bindings/node/check
	BUILD=$(BUILD) bindings/node/test_pack.sh
	$(PYTHON) helper/test/test_http.py
	$(PYTHON) helper/test/test_browser.py $(BUILD)/helper
	luajit bindings/lua/test.lua
	bindings/lua/test_nginx.sh $(AWS_SIGNED_REQUEST_LIB)
	$(PYTHON) tests/dependencies
	tests/readme.sh
	BUILD=$(BUILD) tests/install.sh
	BUILD=$(BUILD) tests/deb.sh
	$(MAKE) --no-print-directory docs
	LIBDIR=$(RELEASE) BUILD=$(BUILD) tests/matrix
	@echo "everything passed"

test-servers: deps-servers lib
	tests/servers/run

lint:
	cargo fmt --check
	cargo clippy --locked --quiet --all-targets -- -D warnings

headers:
	ASR_WRITE_HEADERS=1 cargo test --locked --quiet --test headers

mistakes: lib
	$(PYTHON) tests/mistakes/table

# What rustdoc or mandoc warns of is an error.
docs: deps-docs
	RUSTDOCFLAGS='-D warnings' cargo doc --locked --quiet --no-deps
	rm -rf $(BUILD)/docs
	mkdir -p $(BUILD)/docs
	cp -R target/doc $(BUILD)/docs/rust
	scripts/html-docs include/aws_signed_request.h $(BUILD)/docs

costs: lib
	$(MAKE) -C tests/c costs BUILD=$(BUILD)/c LIBDIR=$(RELEASE)

sanitize: deps-sanitize
	BUILD=$(BUILD) tests/sanitize/run

deny:
	scripts/deny

reproducible:
	tests/reproducible

cross: deps-cross
	BUILD=$(BUILD) tests/cross

abi: deps-test lib
	$(MAKE) -C tests/c renew-abi BUILD=$(BUILD)/c LIBDIR=$(RELEASE)

# The seeds are made of the vectors, those of ASR_VECTORS too, and are nowhere committed; what the fuzzer finds beside them is
# kept in fuzz/corpus for the next time.
FUZZ_SECONDS ?= 60
TARGET ?= $(notdir $(basename $(wildcard fuzz/fuzz_targets/*.rs)))
fuzz:
	command -v cargo-fuzz >/dev/null || cargo install cargo-fuzz --locked --version 0.13.2
	ASR_WRITE_SEEDS=fuzz/corpus cargo test --locked --quiet --test fuzz_seeds
	cd fuzz && for target in $(TARGET); do \
	    RUSTC_BOOTSTRAP=1 cargo fuzz run "$$target" -- -max_total_time=$(FUZZ_SECONDS) -max_len=4096 -timeout=60 \
	        -dict=words.dict -print_final_stats=1 || exit 1; \
	done

coverage: deps-coverage
	command -v cargo-llvm-cov >/dev/null || cargo install cargo-llvm-cov --locked --version 0.9.1
	BUILD=$(BUILD) scripts/coverage

bench: deps-bench lib
	$(PYTHON) benches/run

vectors: deps-vectors
	cd tests/vectors && $(PYTHON) -m venv venv && venv/bin/pip install -q -r requirements.txt && npm ci --ignore-scripts
	cd tests/vectors && venv/bin/python ask.py --check

clean:
	cargo clean
	rm -rf build

$(deps): deps-%:
	@scripts/install-deps $*
