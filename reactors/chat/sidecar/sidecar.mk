# The chat sidecar's node_modules: the XMTP SDK as its lockfile pins it, without other platforms' binaries.
# Included by the Makefile at the repository's root.

SIDECAR := reactors/chat/sidecar
SIDECAR_DONE := $(SIDECAR)/node_modules/.haus-pruned

.PHONY: sidecar
sidecar: $(SIDECAR_DONE) ## what the chat needs of Node: the XMTP SDK, pinned and pruned (about 40 MB)

# The SDK asks for Node 22 and works on 20.20, so npm's warning about it says nothing and is left out (--loglevel=error).
# No script of a package runs: the native module comes prebuilt.
$(SIDECAR_DONE): $(SIDECAR)/package.json $(SIDECAR)/package-lock.json $(SIDECAR)/prune.mjs
	@command -v node >/dev/null && command -v npm >/dev/null || { echo "Node 20.20 or newer, with npm, is needed for the chat: https://nodejs.org/en/download"; exit 1; }
	@echo "installing the XMTP SDK into $(SIDECAR)/node_modules by npm ci (about 200 MB are unpacked, then pruned)"
	@npm ci --prefix $(SIDECAR) --ignore-scripts --no-fund --no-audit --loglevel=error
	@node $(SIDECAR)/prune.mjs $(SIDECAR)/node_modules/@xmtp/node-bindings
	@touch $@
