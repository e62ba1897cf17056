// What the sidecar does with the SDK. No method here reads a message that people wrote: "changes" asks the client's database
// for the two content types that tell of members, so that no other is even decrypted into this process's hands.

import { createRequire } from "node:module";
import {
  ApiUrls,
  Client,
  ConsentState,
  ContentType,
  Group,
  GroupMessageKind,
  GroupPermissionsOptions,
  IdentifierKind,
  PermissionPolicy,
  SortDirection,
} from "@xmtp/node-sdk";

const maxMembers = 250; // XMTP's limit, which it enforces on one of two paths only
const pageBytes = 1 << 20; // of a page of groups
const pageGroups = 1000; // looked at for a page; each takes about a millisecond
const pageMessages = 200; // of a page of changes
const pageInboxes = 2000; // named in a page of changes

export const sdkVersion = () => createRequire(import.meta.url)("@xmtp/node-sdk/package.json").version;

// Failure is an error that haus decides by: its kind is one of wire.go's.
export class Failure extends Error {
  constructor(kind, message, addresses) {
    super(message);
    this.kind = kind;
    this.addresses = addresses;
  }

  static of(error) {
    if (error instanceof Failure) return error;
    const message = String(error?.message ?? error);
    return new Failure(network.test(message) ? "unavailable" : inactive.test(message) ? "notMember" : "failed", message);
  }
}

// How libxmtp words what the network did to it: the transport's errors, and the gRPC statuses that pass.
const network =
  /transport error|tcp connect|connection (refused|reset|closed)|broken pipe|h2 protocol|dns error|timed out|currently unavailable|deadline expired|resource has been exhausted|operation was (aborted|cancelled)|api client error.*(unknown|internal) error/is;
// Every installation of everybody who was to be added is gone or published a key package that is good for nothing.
const unusable = /failed to verify all installations/i;
const inactive = /group is inactive|GroupInactive/i;

const identifier = (address) => ({ identifier: address.toLowerCase(), identifierKind: IdentifierKind.Ethereum });

const addressesOf = (identifiers) =>
  identifiers.filter((i) => i.identifierKind === IdentifierKind.Ethereum).map((i) => i.identifier.toLowerCase());

// Only admins add and remove people, only super admins change roles and texts.
const permissions = {
  permissions: GroupPermissionsOptions.CustomPolicy,
  customPermissionPolicySet: {
    addMemberPolicy: PermissionPolicy.Admin,
    removeMemberPolicy: PermissionPolicy.Admin,
    addAdminPolicy: PermissionPolicy.SuperAdmin,
    removeAdminPolicy: PermissionPolicy.SuperAdmin,
    updateGroupNamePolicy: PermissionPolicy.SuperAdmin,
    updateGroupDescriptionPolicy: PermissionPolicy.SuperAdmin,
    updateGroupImageUrlSquarePolicy: PermissionPolicy.SuperAdmin,
    updateMessageDisappearingPolicy: PermissionPolicy.SuperAdmin,
    updateAppDataPolicy: PermissionPolicy.SuperAdmin,
  },
};

// open makes or reopens the client. sign is needed when the inbox or this installation is not registered yet.
export async function open({ dbPath, dbKey, env, apiURL, address }, sign) {
  // The SDK looks up the wallet's inbox at the network's own address, whatever apiUrl says.
  if (apiURL) ApiUrls[env] = apiURL;
  const signer = { type: "EOA", getIdentifier: () => identifier(address), signMessage: sign };
  const client = await Client.create(signer, {
    env,
    apiUrl: apiURL || undefined,
    dbPath,
    dbEncryptionKey: Buffer.from(dbKey, "hex"),
    historySyncUrl: null,
    disableDeviceSync: true,
    appVersion: "haus",
  });
  return new Chat(client);
}

class Chat {
  #client;

  constructor(client) {
    this.#client = client;
    this.inboxId = client.inboxId;
    this.installationId = client.installationId;
  }

  // Every method takes its parameters and stillWanted, which throws when the caller has given up.
  methods = {
    reachable: async ({ addresses }) => {
      const can = await this.#client.canMessage(addresses.map(identifier));
      return addresses.filter((a) => can.get(a.toLowerCase()));
    },

    create: async ({ name, description, imageURL, appData }) => {
      const group = this.#client.conversations.createGroupOptimistic({
        ...permissions,
        groupName: name,
        groupDescription: description,
        groupImageUrlSquare: imageURL,
        appData,
      });
      await this.#publish(group);
      return this.#describe(group);
    },

    publish: async (params) => this.#publish(await this.#find(params)),

    groups: async ({ after }) => {
      if (after === "") await this.#client.conversations.sync();
      const all = this.#all()
        .map((group) => ({ group, position: `${String(group.createdAtNs).padStart(20, "0")} ${group.id}` }))
        .filter(({ position }) => position > after)
        .sort((a, b) => (a.position < b.position ? -1 : 1));
      const page = { groups: [], next: "" };
      let bytes = 0;
      for (const [i, { group }] of all.entries()) {
        if (bytes > pageBytes || i === pageGroups) return { ...page, next: all[i - 1].position };
        // One that a stranger put us into may be anything. One of ours that cannot be read must not look as if it were not there.
        const told = await this.#describe(group).catch((error) => {
          if (group.addedByInboxId === this.inboxId) throw error;
        });
        if (told?.creator !== this.inboxId) continue;
        page.groups.push(told);
        bytes += JSON.stringify(told).length;
      }
      return page;
    },

    group: async (params) => {
      const group = await this.#find(params);
      const members = await group.members();
      return {
        ...(await this.#describe(group)),
        epoch: String((await group.debugInfo()).epoch),
        members: members.map((m) => ({ inbox: m.inboxId, addresses: addressesOf(m.accountIdentifiers), role: m.permissionLevel })),
      };
    },

    add: async (params, stillWanted) => {
      const group = await this.#find(params);
      const members = await group.members();
      const there = new Set(members.flatMap((m) => addressesOf(m.accountIdentifiers)));
      const wanted = [...new Set(params.addresses.map((a) => a.toLowerCase()))].filter((a) => !there.has(a));
      if (wanted.length === 0) return;
      if (members.length + wanted.length > maxMembers) {
        throw new Failure("full", `${members.length} members and ${wanted.length} more are over ${maxMembers}`);
      }
      // One that is not there fails the whole commit.
      const can = await this.#client.canMessage(wanted.map(identifier));
      const cannot = wanted.filter((a) => !can.get(a));
      if (cannot.length > 0) throw new Failure("unreachable", "not on XMTP", cannot);
      stillWanted();
      try {
        await group.addMembersByIdentifiers(wanted.map(identifier));
      } catch (error) {
        if (unusable.test(String(error?.message))) throw new Failure("unreachable", "no installation that can be added", wanted);
        throw error;
      }
      // With nobody but inboxes without an installation the SDK does nothing and says that it went well.
      const now = new Set((await group.members()).flatMap((m) => addressesOf(m.accountIdentifiers)));
      const absent = wanted.filter((a) => !now.has(a));
      if (absent.length > 0) throw new Failure("unreachable", "no installation", absent);
    },

    remove: async (params, stillWanted) => {
      const group = await this.#find(params);
      const gone = new Set(params.addresses.map((a) => a.toLowerCase()));
      const inboxes = (await group.members())
        .filter((m) => addressesOf(m.accountIdentifiers).some((a) => gone.has(a)))
        .map((m) => m.inboxId);
      if (inboxes.includes(this.inboxId)) throw new Failure("invalid", "the service's own wallet stays in the group");
      if (inboxes.length === 0) return;
      stillWanted();
      await group.removeMembers(inboxes);
    },

    addSuperAdmin: async (params, stillWanted) => {
      const [group, inbox] = await this.#member(params);
      stillWanted();
      if (!group.isSuperAdmin(inbox)) await group.addSuperAdmin(inbox);
    },

    removeSuperAdmin: async (params, stillWanted) => {
      const [group, inbox] = await this.#member(params);
      if (inbox === this.inboxId) throw new Failure("invalid", "the service's own wallet stays super admin");
      stillWanted();
      if (group.isSuperAdmin(inbox)) await group.removeSuperAdmin(inbox);
    },

    update: async (params, stillWanted) => {
      const group = await this.#find(params);
      stillWanted();
      if (group.name !== params.name) await group.updateName(params.name);
      if (group.description !== params.description) await group.updateDescription(params.description);
      if (group.imageUrl !== params.imageURL) await group.updateImageUrl(params.imageURL);
    },

    send: async (params, stillWanted) => {
      const group = await this.#find(params);
      stillWanted();
      await group.sendText(params.text);
    },

    changes: async (params) => {
      const group = await this.#find(params);
      let messages = await group.messages({
        contentTypes: [ContentType.GroupUpdated, ContentType.LeaveRequest],
        sentAfterNs: BigInt(params.after),
        direction: SortDirection.Ascending,
        limit: pageMessages,
      });
      let more = messages.length === pageMessages;
      const inboxes = new Set();
      const changes = [];
      let next = params.after;
      // Pages are cut where the time changes, since the next one begins after a time.
      const last = more ? messages.at(-1).sentAtNs : undefined;
      if (more && messages[0].sentAtNs !== last) messages = messages.filter((m) => m.sentAtNs !== last);
      for (const m of messages) {
        if (inboxes.size > pageInboxes && String(m.sentAtNs) !== next) {
          more = true;
          break;
        }
        next = String(m.sentAtNs);
        const change = membership(m);
        if (!change) continue;
        changes.push(change);
        for (const id of [change.by, ...change.added, ...change.removed, ...change.left]) inboxes.add(id);
      }
      const wallets = await this.#wallets([...inboxes]);
      const named = (id) => ({ inbox: id, addresses: wallets.get(id) ?? [] });
      return {
        changes: changes.map((c) => ({
          at: c.at,
          by: named(c.by),
          added: c.added.map(named),
          removed: c.removed.map(named),
          left: c.left.map(named),
        })),
        next,
        more,
      };
    },
  };

  #all() {
    const consentStates = [ConsentState.Unknown, ConsentState.Allowed, ConsentState.Denied];
    return this.#client.conversations.listGroups({ consentStates });
  }

  // find returns a group as the network has it now.
  async #find({ group: id }) {
    const conversations = this.#client.conversations;
    let group = await conversations.getConversationById(id);
    if (group instanceof Group) {
      await group.sync().catch((error) => {
        if (!inactive.test(String(error?.message))) throw error;
      });
    }
    if (!(group instanceof Group) || !group.isActive) {
      // It may be one that somebody has put us into since, perhaps again. The list, unlike the look-up, tells a database that fails
      // from a group that is not there.
      await conversations.sync();
      group = this.#all().find((g) => g.id === id);
      if (!group) throw new Failure("notMember", "no such group");
      await group.sync();
    }
    if (!group.isActive) throw new Failure("notMember", "no longer in the group");
    // Haus asks for its own groups only. Without consent the SDK leaves a group out of much that it does.
    if (group.consentState() !== ConsentState.Allowed) group.updateConsentState(ConsentState.Allowed);
    return group;
  }

  async #member(params) {
    const group = await this.#find(params);
    const wanted = params.address.toLowerCase();
    const member = (await group.members()).find((m) => addressesOf(m.accountIdentifiers).includes(wanted));
    if (!member) throw new Failure("noSuchMember", "not in the group");
    return [group, member.inboxId];
  }

  async #publish(group) {
    await group.sync(); // before anything is sent, else the first message is lost
    await group.publishMessages();
    group.updateConsentState(ConsentState.Allowed);
  }

  async #describe(group) {
    const { creatorInboxId } = await group.metadata();
    return {
      id: group.id,
      appData: group.appData,
      name: group.name,
      description: group.description,
      imageURL: group.imageUrl,
      created: String(group.createdAtNs),
      active: group.isActive,
      creator: creatorInboxId,
      addedBy: group.addedByInboxId,
    };
  }

  // wallets returns the addresses of inboxes, from the client's database where it knows them.
  async #wallets(ids) {
    if (ids.length === 0) return new Map();
    const preferences = this.#client.preferences;
    const states = await preferences.getInboxStates(ids).catch(() => preferences.fetchInboxStates(ids));
    return new Map(states.map((s) => [s.inboxId, addressesOf(s.identifiers)]));
  }
}

// membership takes of a message what it says about members; undefined when that is nothing.
function membership(message) {
  const change = { at: String(message.sentAtNs), by: message.senderInboxId, added: [], removed: [], left: [] };
  switch (message.contentType?.typeId) {
    case "group_updated": {
      // Anyone in the group can write a message of this type, with anybody's name in it or nothing that can be read. The SDK's
      // own, which it makes of a commit that it has verified, are of another kind.
      if (message.kind !== GroupMessageKind.MembershipChange) return undefined;
      const ids = (inboxes) => inboxes.map((i) => i.inboxId);
      const { initiatedByInboxId, addedInboxes, removedInboxes, leftInboxes } = message.content;
      change.by = initiatedByInboxId;
      change.added = ids(addedInboxes);
      change.removed = ids(removedInboxes);
      change.left = ids(leftInboxes);
      break;
    }
    case "leave_request":
      change.left = [message.senderInboxId];
      break;
    default:
      return undefined;
  }
  return change.added.length + change.removed.length + change.left.length > 0 ? change : undefined;
}
