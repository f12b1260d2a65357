# make bench   runs the main job: the microbenchmarks, then the TLB profile of a real program
# make test    runs every test and every check of the core's emitted code
# make baseline   renews the exact evidence in results/baseline, and says what changed
# make test-oracles   runs the comparisons with other implementations, KVM and QEMU, and installs QEMU first
# make test-cluster   runs a sweep on a Slurm of one node and under GNU parallel, and installs both first
# All install what is missing with apt first.

SHELL := /bin/bash
.DELETE_ON_ERROR:
.PHONY: bench baseline test test-oracles test-cluster build packages checks check-embedded check-codegen lint format help

# Where `make bench` leaves its results.
RESULTS ?= .build/bench
MMUBENCH := .build/release/mmubench

help:
	@sed -n 's/^# \(make .*\)/\1/p' Makefile

packages:
	@.ci/install-packages

build: packages
	@swift build -c release --product mmubench >&2

bench: build
	@mkdir -p $(RESULTS)
	$(MMUBENCH) bench --preset quick --out $(RESULTS)/bench.json
	$(MMUBENCH) profile --out $(RESULTS)/profile.json -- ls -l /usr/bin
	@echo "Results as JSON: $(RESULTS)/bench.json, $(RESULTS)/profile.json"

baseline: packages
	.ci/renew-baseline

test: packages
	swift build -c release --build-tests
	swift test -c release --skip-build
	@$(MAKE) --no-print-directory checks

test-oracles: packages
	@.ci/install-qemu
	swift build -c release --build-tests
	swift test -c release --skip-build --filter 'QEMU|KVM|VerifyOracle'
	.ci/test-kvm-nested

test-cluster: packages
	.ci/test-cluster

checks:
	@$(MAKE) --no-print-directory -j 2 check-embedded check-codegen
	.ci/test-checks

check-embedded check-codegen:
	.ci/$@

lint:
	swift format lint --strict --parallel --recursive Package.swift Sources Benchmarks Tests

format:
	swift format --in-place --parallel --recursive Package.swift Sources Benchmarks Tests
