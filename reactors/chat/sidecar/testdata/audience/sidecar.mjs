// Wallets of an audience for the tests: unmodified SDK clients, many in one process, speaking as the sidecar does.
import net from "node:net";
import readline from "node:readline";
import { ApiUrls, Client, IdentifierKind, SortDirection } from "@xmtp/node-sdk";

const socket = new net.Socket({ fd: 3, readable: true, writable: true });
for (const sign of ["end", "close", "error"]) socket.on(sign, () => process.exit(0));
const write = (frame) => socket.write(JSON.stringify({ jsonrpc: "2.0", ...frame }) + "\n");

let signed;
const sign = (address) => (text) =>
  new Promise((resolve) => {
    signed = ({ result }) => resolve(Buffer.from(result, "hex"));
    write({ id: 1, method: "sign", params: { address, text } });
  });

const clients = new Map();
const groupOf = async ({ address, group: id }) => {
  const { conversations } = clients.get(address);
  await conversations.sync();
  const group = await conversations.getConversationById(id);
  if (!group) throw new Error(`${address} knows no group ${id}`);
  await group.sync();
  return group;
};
const identifiers = (addresses) => addresses.map((identifier) => ({ identifier, identifierKind: IdentifierKind.Ethereum }));

const methods = {
  register: async ({ url, addresses }) => {
    ApiUrls.local = url;
    for (const address of addresses) {
      const signer = { type: "EOA", getIdentifier: () => identifiers([address])[0], signMessage: sign(address) };
      const options = { env: "local", apiUrl: url, dbPath: null, historySyncUrl: null, disableDeviceSync: true };
      clients.set(address, await Client.create(signer, options));
    }
  },
  // Leaves a wallet's inbox without any installation.
  revoke: async ({ address }) => {
    const client = clients.get(address);
    await Client.revokeInstallations(client.signer, client.inboxId, [client.installationIdBytes], "local");
  },
  installation: async ({ address }) => clients.get(address).installationId,
  texts: async (params) => {
    const messages = await (await groupOf(params)).messages({ direction: SortDirection.Ascending });
    return messages.filter((m) => m.contentType?.typeId === "text").map((m) => m.content);
  },
  send: async (params) => (await groupOf(params)).sendText(params.text),
  // A message that claims to be the SDK's own note of a change of membership. Its content is base64.
  forge: async (params) => {
    const type = { authorityId: "xmtp.org", typeId: params.type, versionMajor: 1, versionMinor: 0 };
    const content = new Uint8Array(Buffer.from(params.content, "base64"));
    return (await groupOf(params)).send({ type, parameters: {}, content }, { shouldPush: false });
  },
  leave: async (params) => (await groupOf(params)).requestRemoval(),
  remove: async (params) => (await groupOf(params)).removeMembersByIdentifiers(identifiers(params.addresses)),
  add: async (params) => (await groupOf(params)).addMembersByIdentifiers(identifiers(params.addresses)),
  rename: async (params) => (await groupOf(params)).updateName(params.name),
  // A group of a stranger's, which looks like one of ours but for its maker.
  create: async ({ address, addresses, appData }) =>
    (await clients.get(address).conversations.createGroupWithIdentifiers(identifiers(addresses), { appData })).id,
};

readline.createInterface({ input: socket }).on("line", async (line) => {
  const { id, method, params, ...reply } = JSON.parse(line);
  if (!method) return signed(reply);
  try {
    write({ id, result: (await methods[method](params)) ?? null });
  } catch (error) {
    write({ id, error: { code: 1, message: error.message, data: { kind: "failed" } } });
  }
});
