# Generated from contracts/src: abi/, contracts/build/ (make contracts) and bindings/ (make bindings).
# Included by the Makefile at the repository's root; everything else builds without Node.

NPM_DONE := contracts/node_modules/.package-lock.json

# One binding a contract, from its ABI alone: $(call bind,<abi directory>,<output directory>)
define bind
	@mkdir -p $(2)
	@set -e; for abi in $(1)/*.json; do \
		name=$$(basename $$abi .json); \
		out=$(2)/$$(echo $$name | tr '[:upper:]' '[:lower:]').go; \
		go tool abigen --v2 --abi $$abi --pkg bindings --type $$name --out $$out; \
		chmod 644 $$out; \
	done
endef

.PHONY: contracts bindings check-generated

$(NPM_DONE): contracts/package.json contracts/package-lock.json
	npm ci --prefix contracts --ignore-scripts --no-fund --no-audit
	@touch $@

contracts: $(NPM_DONE) ## abi/ and contracts/build/ from the Solidity sources
	node contracts/build.mjs abi contracts/build

# Ordered after contracts when both are asked for, so that `make -j contracts bindings` is right too.
bindings: | $(filter contracts,$(MAKECMDGOALS)) ## bindings/ from abi/
	$(call bind,abi,bindings)

# bindings/doc.go and the tests are written by hand, so only files that say they are generated count.
check-generated: $(NPM_DONE) ## fails when generated files differ from their sources
	@rm -rf contracts/.generated
	@node contracts/build.mjs contracts/.generated/abi contracts/.generated/build >/dev/null
	$(call bind,contracts/.generated/abi,contracts/.generated/bindings)
	@mkdir -p contracts/.generated/checked-in
	@grep -l '^// Code generated via abigen' bindings/*.go | xargs -r -I{} cp {} contracts/.generated/checked-in/
	@if diff -r -q abi contracts/.generated/abi && diff -r -q contracts/build contracts/.generated/build \
		&& diff -r -q contracts/.generated/checked-in contracts/.generated/bindings; then \
		rm -rf contracts/.generated; echo "generated files are up to date"; \
	else \
		rm -rf contracts/.generated; \
		echo "generated files differ from their sources: run 'make contracts bindings' and commit the result" >&2; \
		exit 1; \
	fi
