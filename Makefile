# `make help` lists what there is. Everything installs what it needs first and says what it installs.
.DEFAULT_GOAL := help
SHELL := /bin/bash
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null)
export CGO_ENABLED := 1

.PHONY: help
help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

include contracts/contracts.mk
include reactors/chat/sidecar/sidecar.mk
include internal/devnet/player/player.mk

.PHONY: setup
setup:
	@missing=; \
	for tool in gcc git; do command -v $$tool >/dev/null || missing="$$missing $$tool"; done; \
	test -e /usr/include/stdlib.h || missing="$$missing libc6-dev"; \
	for tool in ffmpeg chromium; do command -v $$tool >/dev/null || missing="$$missing $$tool"; done; \
	test -x /usr/sbin/nginx || missing="$$missing nginx"; \
	test -e /usr/lib/nginx/modules/ngx_rtmp_module.so || missing="$$missing libnginx-mod-rtmp"; \
	test -e /usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf || missing="$$missing fonts-dejavu-core"; \
	if [ -n "$$missing" ]; then \
	  echo "installing$$missing by apt-get; none of it is started as a service"; policy=/usr/sbin/policy-rc.d; \
	  test -e $$policy || { printf '#!/bin/sh\nexit 101\n' >$$policy && chmod +x $$policy && trap "rm -f $$policy" EXIT; }; \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $$missing || exit 1; \
	  case "$$missing" in *nginx*) systemctl disable nginx >/dev/null 2>&1 || true;; esac; \
	fi
	@command -v go >/dev/null || { echo "Go $$(sed -n 's/^go //p' go.mod) is needed: https://go.dev/doc/install"; exit 1; }

.PHONY: build
build: setup sidecar ## bin/haus, with the sidecar beside it, and bin/devnet
	go build -ldflags '-X main.version=$(VERSION)' -o bin/ ./cmd/haus ./cmd/devnet
	@ln -sfn ../$(SIDECAR) bin/sidecar

.PHONY: run
run: build player ## a development world with haus on it: events, tickets, tips, chats, documents and a show, while you watch
	@mkdir -p data/dev && rm -rf data/dev/data-* data/dev/hls-* # of worlds that were in memory and are gone
	@exec bin/devnet -config data/dev/haus.toml -sidecar bin/sidecar -hls data/dev -player $(PLAYER) -exec "bin/haus run --config data/dev/haus.toml" -follow

.PHONY: test
test: setup sidecar player ## every test (a few minutes)
	go test -timeout 15m ./...

.PHONY: race
race: setup sidecar player ## every test under the race detector, with fewer seeds of the simulation
	go test -race -short -timeout 20m $$(go list ./... | grep -v '/indexer$$')
	go test -race -short -timeout 20m ./indexer -seeds 40

.PHONY: lint
lint: setup ## formatting, vet, staticcheck
	@out=$$(gofmt -l $$(git ls-files '*.go')); if [ -n "$$out" ]; then echo "not formatted (gofmt -w):"; echo "$$out"; exit 1; fi
	go vet ./...
	go tool staticcheck ./...

.PHONY: sim
sim: setup ## the seeded simulation for thousands of seeds: SEEDS=5000 SEED=1
	go test ./indexer -run TestSimulation -timeout 12h -seeds $(or $(SEEDS),5000) -seed $(or $(SEED),1)

.PHONY: chaos
chaos: setup sidecar ## kill -9 the real process at random moments and at every write: ROUNDS=100 (another seed each time, printed)
	go test ./cmd/haus -run TestKill -count 1 -timeout 2h -rounds $(or $(ROUNDS),100) -points 0 -seed $$(date +%s) -v

.PHONY: fuzz
fuzz: setup ## every fuzz target for a while: FUZZTIME=30s
	@set -e; for p in $$(go list ./...); do for f in $$(go test -list '^Fuzz' $$p | grep ^Fuzz || true); do \
	  echo "== $$p $$f"; go test $$p -run '^$$' -fuzz "^$$f$$" -fuzztime $(or $(FUZZTIME),30s); done; done

.PHONY: bench-index
bench-index: build ## backfill, head latency, disk, memory and cold start against a plain FilterLogs loop (some minutes)
	go test -tags bench ./cmd/haus -run TestBenchIndex -count 1 -timeout 1h -v

.PHONY: bench-react
bench-react: setup sidecar ## due keys a second, memory of idle keys, block to seat in the chat, a full room (a minute)
	go test -tags bench ./reactors -run TestBenchRunner -count 1 -v
	go test -tags bench ./cmd/haus -run TestBenchChat -count 1 -timeout 10m -v

.PHONY: bench-archive
bench-archive: setup ## streams recorded at once, processor time and memory of each, encoding, beside ffmpeg alone: STREAMS=60,120 MODES=low (half an hour)
	go test -tags bench ./cmd/haus -run TestBenchArchive -count 1 -timeout 2h -v $(if $(STREAMS),-streams $(STREAMS)) $(if $(MODES),-modes $(MODES))

.PHONY: clean
clean: ## remove what was built and the development world's data
	rm -rf bin data/dev
