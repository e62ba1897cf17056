// Compiles src/*.sol with solcjs and writes <abi>/<Name>.json and <bin>/<Name>.bin.
//
//   node build.mjs [abi directory] [bin directory]
//
// The output depends on the sources and on package-lock.json alone: no metadata hash, no
// path and no time enters it, so that a second run writes the same bytes.

import { createRequire } from "node:module";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const abiDir = resolve(process.argv[2] ?? join(here, "..", "abi"));
const binDir = resolve(process.argv[3] ?? join(here, "build"));
const solc = createRequire(import.meta.url)("solc");

// EIP-170. The devnet keeps the limit, as SEI does.
const codeLimit = 24576;

// What leaves the compiler: each contract's ABI, and creation bytecode. The proxy is
// OpenZeppelin's own, deployed in front of the three upgradeable contracts.
const wanted = {
  "src/EventFactory.sol": "EventFactory",
  "src/EventManager.sol": "EventManager",
  "src/TicketKiosk.sol": "TicketKiosk",
  "src/LiveTipping.sol": "LiveTipping",
  "src/Distributor.sol": "Distributor",
  "src/Curation.sol": "Curation",
  "src/CreationWrapper.sol": "CreationWrapper",
  "src/Lookalike.sol": "Lookalike",
  "@openzeppelin/contracts/proxy/ERC1967/ERC1967Proxy.sol": "ERC1967Proxy",
};

const sources = Object.fromEntries(
  readdirSync(join(here, "src"))
    .filter((name) => name.endsWith(".sol"))
    .sort()
    .map((name) => [`src/${name}`, { content: readFileSync(join(here, "src", name), "utf8") }]),
);

const proxy = "@openzeppelin/contracts/proxy/ERC1967/ERC1967Proxy.sol";
sources[proxy] = { content: readFileSync(join(here, "node_modules", proxy), "utf8") };

const input = {
  language: "Solidity",
  sources,
  settings: {
    // Shanghai is solc 0.8.24's own default: nothing newer is asked of the chain.
    evmVersion: "shanghai",
    // Few runs: EventFactory carries the code of two children and must stay under codeLimit.
    optimizer: { enabled: true, runs: 1 },
    viaIR: true,
    metadata: { appendCBOR: false, bytecodeHash: "none" },
    outputSelection: { "*": { "*": ["abi", "evm.bytecode.object", "evm.deployedBytecode.object"] } },
  },
};

const readImport = (path) => {
  try {
    return { contents: readFileSync(join(here, "node_modules", path), "utf8") };
  } catch {
    return { error: `${path} is not installed: run npm ci in contracts/` };
  }
};

const output = JSON.parse(solc.compile(JSON.stringify(input), { import: readImport }));
const messages = output.errors ?? [];
for (const message of messages) {
  console.error(message.formattedMessage);
}
if (messages.length > 0) {
  console.error("build.mjs: the contracts must compile without errors and warnings");
  process.exit(1);
}

mkdirSync(abiDir, { recursive: true });
mkdirSync(binDir, { recursive: true });
for (const [file, name] of Object.entries(wanted)) {
  const { abi, evm } = output.contracts[file][name];
  const size = evm.deployedBytecode.object.length / 2;
  if (size > codeLimit) {
    console.error(`build.mjs: ${name} has ${size} bytes of code, the chain allows ${codeLimit}: move code out of it`);
    process.exit(1);
  }
  writeFileSync(join(abiDir, `${name}.json`), JSON.stringify(abi, null, 2) + "\n");
  writeFileSync(join(binDir, `${name}.bin`), evm.bytecode.object + "\n");
  console.log(`${name}: ${size} bytes`);
}
