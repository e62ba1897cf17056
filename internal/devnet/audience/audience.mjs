// The audience's process: unmodified clients of the official SDK, one for each wallet that joined. It speaks JSON-RPC 1.0 (what
// Go's net/rpc/jsonrpc speaks) over file descriptor 3, answers in any order, and ends when that socket does. Standard output
// belongs to the SDK's native part, which logs there.
//
//     node --input-type=module - <the SDK's folder> <URL of the XMTP node> <folder for databases, or "">

import net from "node:net";
import path from "node:path";
import readline from "node:readline";
import { pathToFileURL } from "node:url";

// Ctrl-C in a terminal goes to all of its processes; we end with the socket.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => {});
const socket = new net.Socket({ fd: 3, readable: true, writable: true });
for (const sign of ["end", "close", "error"]) socket.on(sign, () => process.exit(0));

const [sdk, apiUrl, folder] = process.argv.slice(2);
const { ApiUrls, Client, ConsentState, ContentType, Group, GroupPermissionsOptions, IdentifierKind, LogLevel, SortDirection } = await import(
  pathToFileURL(path.join(sdk, "dist", "index.js"))
);
// The SDK (5.5.0) looks a wallet's inbox up at its environment's own address, whatever apiUrl says.
ApiUrls.local = apiUrl;

const everyConsent = [ConsentState.Unknown, ConsentState.Allowed, ConsentState.Denied];
const identifier = (address) => ({ identifier: address, identifierKind: IdentifierKind.Ethereum });
const identifiers = (addresses) => addresses.map(identifier);
const addressOf = (accounts) => accounts.find((a) => a.identifierKind === IdentifierKind.Ethereum)?.identifier ?? "";
const known = new Map(); // inbox → address, of everybody seen

class NotMember extends Error {}

// Wallet is one client. Its acts go one after another: the SDK loses concurrent commits to a group.
class Wallet {
  #client;
  #before = Promise.resolve();
  #streams = new Map();
  #lastStream = 0;

  constructor(client) {
    this.#client = client;
    this.who = { inboxId: client.inboxId, installationId: client.installationId };
  }

  inTurn(act) {
    const mine = this.#before.then(act, act);
    this.#before = mine.catch(() => {});
    return mine;
  }

  // group as the network has it now; of one that this wallet is no longer in, what it had.
  async #group(id) {
    const { conversations } = this.#client;
    await conversations.sync();
    const group = conversations.listGroups({ consentStates: everyConsent }).find((g) => g.id === id);
    if (!(group instanceof Group)) throw new NotMember("was never in the group");
    await group.sync().catch((error) => {
      if (group.isActive) throw error;
    });
    if (group.isActive && group.consentState() !== ConsentState.Allowed) group.updateConsentState(ConsentState.Allowed);
    return group;
  }

  async #active(id) {
    const group = await this.#group(id);
    if (!group.isActive) throw new NotMember("is no longer in the group");
    return group;
  }

  async #sender(inboxId) {
    if (!known.has(inboxId)) {
      const { preferences } = this.#client;
      const states = await preferences.getInboxStates([inboxId]).catch(() => preferences.fetchInboxStates([inboxId]));
      known.set(inboxId, addressOf(states[0]?.identifiers ?? []));
    }
    return known.get(inboxId);
  }

  async #message(m) {
    return { id: m.id, group: m.conversationId, inbox: m.senderInboxId, from: await this.#sender(m.senderInboxId), at: String(m.sentAtNs), text: m.content };
  }

  groups = async () => {
    await this.#client.conversations.syncAll(everyConsent);
    return this.#client.conversations.listGroups({ consentStates: everyConsent }).map((g) => ({
      id: g.id,
      name: g.name,
      description: g.description,
      appData: g.appData,
      active: g.isActive,
    }));
  };

  reachable = async ({ addresses }) => {
    const can = await this.#client.canMessage(identifiers(addresses));
    return addresses.filter((address) => can.get(address));
  };

  members = async ({ group }) =>
    (await (await this.#active(group)).members()).map((m) => {
      const address = addressOf(m.accountIdentifiers);
      known.set(m.inboxId, address);
      return { inbox: m.inboxId, address, role: m.permissionLevel };
    });

  messages = async ({ group }) => {
    const found = await (await this.#group(group)).messages({ contentTypes: [ContentType.Text], direction: SortDirection.Ascending });
    return Promise.all(found.map((m) => this.#message(m)));
  };

  send = async ({ group, text }) => (await this.#active(group)).sendText(text);
  sendAs = async ({ group, type: typeId, content }) => {
    const type = { authorityId: "xmtp.org", typeId, versionMajor: 1, versionMinor: 0 };
    const encoded = { type, parameters: {}, content: new Uint8Array(Buffer.from(content, "base64")) };
    return (await this.#active(group)).send(encoded, { shouldPush: false });
  };
  add = async ({ group, addresses }) => (await this.#active(group)).addMembersByIdentifiers(identifiers(addresses));
  remove = async ({ group, addresses }) => (await this.#active(group)).removeMembersByIdentifiers(identifiers(addresses));
  leave = async ({ group }) => (await this.#active(group)).requestRemoval();
  rename = async ({ group, name }) => (await this.#active(group)).updateName(name);
  create = async ({ name, appData, addresses }) => {
    const options = { permissions: GroupPermissionsOptions.AdminOnly, groupName: name, appData };
    return (await this.#client.conversations.createGroupWithIdentifiers(identifiers(addresses), options)).id;
  };

  listen = async () => {
    const stream = await this.#client.conversations.streamAllMessages({
      consentStates: [ConsentState.Unknown, ConsentState.Allowed],
      retryDelay: 500, // milliseconds, while the node is away
      retryAttempts: 10_000,
    });
    this.#streams.set(++this.#lastStream, stream);
    return this.#lastStream;
  };

  heard = async ({ stream: id }) => {
    const stream = this.#streams.get(id);
    for (;;) {
      const { done, value } = (await stream?.next()) ?? { done: true };
      if (done) return {};
      if (typeof value?.content === "string") return { message: await this.#message(value) };
    }
  };

  deafen = async ({ stream: id }) => {
    await this.#streams.get(id)?.end();
    this.#streams.delete(id);
  };

  // Makes the network forget this installation.
  revoke = ({ wallet }) =>
    asking(wallet, (signer) => Client.revokeInstallations(signer, this.#client.inboxId, [this.#client.installationIdBytes], "local"));

  async close() {
    for (const id of [...this.#streams.keys()]) await this.deafen({ stream: id });
  }
}

const wallets = new Map(); // by address
const signing = new Map(); // by address
const unqueued = new Set(["heard", "deafen", "signed"]); // others wait for them, or they for others

// asking does what takes the wallet's signature, and answers with the text to sign if there is one: then "signed" goes on.
const asking = (address, act) =>
  new Promise((resolve, reject) => {
    const signMessage = (text) =>
      new Promise((sign) => {
        signing.set(address, { sign, done });
        resolve({ text });
      });
    const done = act({ type: "EOA", getIdentifier: () => identifier(address), signMessage });
    done.then(resolve, reject);
  });

const methods = {
  hello: async () => {},

  join: ({ wallet: address }) =>
    asking(address, async (signer) => {
      const client = await Client.create(signer, {
        env: "local",
        apiUrl,
        dbPath: folder ? path.join(folder, `${address}.db3`) : null,
        dbEncryptionKey: folder ? new Uint8Array(32).fill(25) : undefined, // its wallets' keys are no secret either
        historySyncUrl: null,
        disableDeviceSync: true,
        appVersion: "haus/audience",
        loggingLevel: LogLevel.Off,
      });
      known.set(client.inboxId, address);
      wallets.set(address, new Wallet(client));
      return wallets.get(address).who;
    }),

  signed: async ({ wallet: address, signature }) => {
    const { sign, done } = signing.get(address);
    signing.delete(address);
    sign(Buffer.from(signature, "hex"));
    return done;
  },

  close: async ({ wallet: address }) => {
    await wallets.get(address)?.close();
    wallets.delete(address);
  },

  memory: async () => process.memoryUsage().rss,
};

async function answer({ id, method, params: [params] }) {
  let reply;
  try {
    const wallet = wallets.get(params.wallet);
    if (!(method in methods) && !wallet) throw new NotMember("has not joined");
    const run = () => (method in methods ? methods[method](params) : wallet[method](params));
    reply = { id, result: (await (wallet && !unqueued.has(method) ? wallet.inTurn(run) : run())) ?? {}, error: null };
  } catch (error) {
    reply = { id, result: null, error: `${error instanceof NotMember ? "notMember " : ""}${error?.message ?? error}` };
  }
  socket.write(JSON.stringify(reply) + "\n");
}

readline.createInterface({ input: socket }).on("line", (line) => answer(JSON.parse(line)));
