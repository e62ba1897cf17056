# What the development world plays recordings with in Chromium: hls.js as its lockfile pins it.
# Included by the Makefile at the repository's root.

PLAYER := internal/devnet/player/web
PLAYER_DONE := $(PLAYER)/node_modules/.package-lock.json

.PHONY: player
player: $(PLAYER_DONE) ## what the development world and its tests play recordings with: hls.js, pinned (about 30 MB)

$(PLAYER_DONE): $(PLAYER)/package.json $(PLAYER)/package-lock.json
	@command -v npm >/dev/null || { echo "Node 20.20 or newer, with npm, is needed: https://nodejs.org/en/download"; exit 1; }
	@echo "installing hls.js into $(PLAYER)/node_modules by npm ci"
	@npm ci --prefix $(PLAYER) --ignore-scripts --no-fund --no-audit --loglevel=error
	@touch $@
