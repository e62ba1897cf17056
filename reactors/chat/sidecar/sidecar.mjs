// The chat's sidecar: speaks JSON-RPC 2.0, a line each, over file descriptor 3 with the haus that started it, and ends when
// that socket does. Standard output belongs to the SDK's native part, which logs there; what we say goes to standard error.
// What the methods do is in chat.mjs.

import net from "node:net";

const maxLine = 1 << 20; // bytes of a request; haus sends less
const maxReply = 7 << 20; // bytes; haus reads more

// Files of the database are for this user alone.
process.umask(0o077);
// Ctrl-C in a terminal goes to all of its processes. haus ends in order, and we with its socket.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => {});

const { sdkVersion, open, Failure } = await import("./chat.mjs");

if (process.argv[2] === "check") {
  console.log(JSON.stringify({ sdk: sdkVersion() }));
  process.exit(0);
}

const socket = new net.Socket({ fd: 3, readable: true, writable: true });
for (const sign of ["end", "close", "error"]) socket.on(sign, () => process.exit(0));

const write = (frame) => socket.write(JSON.stringify({ jsonrpc: "2.0", ...frame }) + "\n");

// What we ask of haus: a signature, at first registration.
const asked = new Map();
let lastAsked = 0;
const ask = (method, params) =>
  new Promise((resolve, reject) => {
    asked.set(++lastAsked, { resolve, reject });
    write({ id: lastAsked, method, params });
  });

// Calls of the SDK that run now, by when they began.
const running = new Set();
// The last work of each group. One writer a group: the SDK loses concurrent commits.
const queues = new Map();
let chat;

const methods = {
  ping: () => {
    const now = performance.now();
    let oldestMs = 0;
    for (const began of running) oldestMs = Math.max(oldestMs, now - began);
    return { running: running.size, oldestMs };
  },
  init: async (params) => {
    if (chat) throw new Failure("invalid", "init comes once");
    const sign = async (text) => {
      const { signature } = await ask("sign", { text });
      return Buffer.from(signature, "hex");
    };
    chat = await open(params, sign);
    return { inboxId: chat.inboxId, installationId: chat.installationId, node: process.versions.node };
  },
};

// work runs a method of the chat, after what the same group has under way.
async function work(method, params, timeoutMs) {
  if (!chat) throw new Failure("unavailable", "not initialised");
  const call = Object.hasOwn(chat.methods, method) && chat.methods[method];
  if (!call) throw new Failure("invalid", `no method ${method}`);
  const until = performance.now() + timeoutMs;
  // Nothing is written for a caller who has gone away: it may have acted on that.
  const stillWanted = () => {
    if (performance.now() > until) throw new Failure("unavailable", "not done in time");
  };
  const run = async () => {
    stillWanted();
    const began = performance.now();
    running.add(began);
    try {
      return await call(params, stillWanted);
    } finally {
      running.delete(began);
    }
  };
  if (params.group === undefined) return run();
  const before = queues.get(params.group) ?? Promise.resolve();
  const mine = before.then(run, run);
  queues.set(params.group, mine);
  try {
    return await mine;
  } finally {
    if (queues.get(params.group) === mine) queues.delete(params.group);
  }
}

async function serve({ id, method, params, timeoutMs }) {
  let reply;
  try {
    const result = Object.hasOwn(methods, method) ? await methods[method](params) : await work(method, params, timeoutMs ?? 30_000);
    reply = { id, result: result ?? null };
    if (JSON.stringify(reply).length > maxReply) throw new Failure("failed", "the answer is too large");
  } catch (error) {
    const { kind, message, addresses } = Failure.of(error);
    reply = { id, error: { code: -32000, message: message.slice(0, 2000), data: { kind, addresses } } };
  }
  write(reply);
}

function take(line) {
  const frame = JSON.parse(line);
  if (frame.method !== undefined) {
    serve(frame);
    return;
  }
  const waiting = asked.get(frame.id);
  asked.delete(frame.id);
  if (frame.error) waiting?.reject(new Failure("failed", frame.error.message));
  else waiting?.resolve(frame.result);
}

let rest = [];
let size = 0;
socket.on("data", (data) => {
  for (let end; (end = data.indexOf(10)) >= 0; data = data.subarray(end + 1)) {
    take(Buffer.concat([...rest, data.subarray(0, end)]).toString());
    rest = [];
    size = 0;
  }
  rest.push(data);
  size += data.length;
  if (size > maxLine) throw new Error(`a line of more than ${maxLine} bytes`);
});
