// Real SDK clients, in one process, against the development node: what the chat
// needs of a network, each step checked. Run by TestRealClients:
//
//     node clients.mjs <url of the node> <url of the test> <folder for databases> <registrations>
//
// The test signs for the wallets, restarts the node and says what the node counts.
import assert from 'node:assert/strict'
import { ApiUrls, Client, ConsentState, GroupPermissionsOptions, IdentifierKind, LogLevel } from '../../../../reactors/chat/sidecar/node_modules/@xmtp/node-sdk/dist/index.js'

const [apiUrl, test, folder, registrations] = process.argv.slice(2)

// The SDK (5.5.0) looks a wallet's inbox up at its environment's own address, whatever apiUrl says.
ApiUrls.local = apiUrl

async function ask(path, body = {}) {
  const response = await fetch(test + path, { method: 'POST', body: JSON.stringify(body) })
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
  return response.json()
}

const wallet = async (name) => {
  const { address } = await ask('/wallet', { name })
  return { identifier: address, identifierKind: IdentifierKind.Ethereum }
}

const options = (name) => ({
  env: 'local',
  apiUrl,
  dbPath: `${folder}/${name}.db3`,
  dbEncryptionKey: new Uint8Array(32).fill(7),
  historySyncUrl: null,
  disableDeviceSync: true,
  appVersion: 'haus/test',
  loggingLevel: LogLevel.Off,
})

async function register(name) {
  const identifier = await wallet(name)
  const client = await Client.create(
    {
      type: 'EOA',
      getIdentifier: () => identifier,
      signMessage: async (text) => Buffer.from((await ask('/sign', { name, text })).signature, 'hex'),
    },
    options(name),
  )
  return { name, identifier, client }
}

const started = performance.now()
const say = (text) => console.error(`${((performance.now() - started) / 1000).toFixed(2)}s  ${text}`)
async function timed(text, f) {
  const begin = performance.now()
  const result = await f()
  say(`${text}: ${(performance.now() - begin).toFixed(0)} ms`)
  return result
}

const texts = async (group) => (await group.messages()).map((m) => m.content).filter((c) => typeof c === 'string')
// The group as another client has it, with what the network has for it.
async function joined(who, id) {
  await who.client.conversations.sync()
  const group = await who.client.conversations.getConversationById(id)
  assert(group, `${who.name} was not welcomed to the group`)
  await group.sync()
  return group
}

// --- Registration, and who can be reached

const alice = await timed('first registration', () => register('alice'))
const bob = await register('bob')
const carol = await register('carol')
const dave = await wallet('dave')
const reachable = await alice.client.canMessage([dave, carol.identifier, bob.identifier])
assert.deepEqual(
  [bob.identifier, carol.identifier, dave].map((w) => reachable.get(w.identifier)),
  [true, true, false],
)

// --- A group, made before it is published

const group = alice.client.conversations.createGroupOptimistic({
  permissions: GroupPermissionsOptions.AdminOnly,
  groupName: 'Electric Kitchen',
  appData: 'event:0',
})
await group.sync()
await timed('add two members', () => group.addMembersByIdentifiers([bob.identifier, carol.identifier]))
const bobs = await joined(bob, group.id)
const carols = await joined(carol, group.id)
assert.equal(bobs.appData, 'event:0')
assert.equal(bobs.name, 'Electric Kitchen')
assert.equal((await bobs.members()).length, 3)
await assert.rejects(bobs.removeMembersByIdentifiers([carol.identifier]), 'a member that is no admin removed another')

// One wallet that nobody can reach fails the whole addition.
await assert.rejects(group.addMembersByIdentifiers([dave]))
assert.equal((await group.members()).length, 3)

// --- Messages, sent and streamed

bobs.updateConsentState(ConsentState.Allowed)
const stream = await bob.client.conversations.streamAllMessages({ consentStates: [ConsentState.Allowed] })
const heard = (async () => {
  for await (const message of stream) if (message.content === 'welcome, everyone') return performance.now()
})()
await timed('sync of everything', () => carol.client.conversations.syncAll())
await group.sendText('before the stream hears')
const sent = performance.now()
await group.sendText('welcome, everyone')
say(`send to another client's stream: ${((await heard) - sent).toFixed(1)} ms`)
await stream.end()
await carols.sync()
assert.deepEqual(await texts(carols), ['before the stream hears', 'welcome, everyone'])

// --- A removal: no longer a member, no longer a reader

await timed('remove a member', () => group.removeMembersByIdentifiers([carol.identifier]))
await group.sendText('without carol')
await bobs.sync()
assert((await texts(bobs)).includes('without carol'))
await carols.sync()
assert.equal(carols.isActive, false)
assert(!(await texts(carols)).includes('without carol'), 'a removed member reads on')
await assert.rejects(carols.sendText('am I still here?'))

// --- A wallet that joins the network late

const late = await register('dave')
assert.equal((await alice.client.canMessage([dave])).get(dave.identifier), true)
await group.addMembersByIdentifiers([dave])
await group.sendText('hello dave')
assert.deepEqual(await texts(await joined(late, group.id)), ['hello dave'])

// --- The node goes away and comes back with its journal

await ask('/stop')
await assert.rejects(group.sync(), 'a node that is not there answered')
await timed('restart of the node', () => ask('/start'))
await timed('first message after it', () => group.sendText('after the restart'))
for (const [who, his] of [[bob, bobs], [late, await joined(late, group.id)]]) {
  await his.sync()
  assert((await texts(his)).includes('after the restart'), `${who.name} does not read after the restart`)
}
await assert.rejects(carols.sync(), /inactive/)
assert(!(await texts(carols)).includes('after the restart'))
// A database that is opened again knows the inbox, the installation and the group.
const again = await timed('reopen a client', () => Client.build(alice.identifier, options('alice')))
assert.equal(again.installationId, alice.client.installationId)
assert.equal((await again.conversations.getConversationById(group.id)).appData, 'event:0')

// --- The node refuses, then is well again

await ask('/refuse', { on: true })
await assert.rejects(bobs.sync(), 'a node that refuses answered')
await ask('/refuse', { on: false })
await bobs.sync()

assert.deepEqual((await ask('/groups')).map((g) => g.ID), [group.id], 'the group is not the only one')

// --- Many wallets, one after another

const many = []
const times = []
for (let i = 0; i < registrations; i++) {
  const begin = performance.now()
  many.push(await register(`fan-${i}`))
  times.push(performance.now() - begin)
}
const sorted = times.toSorted((a, b) => a - b)
const rank = (q) => sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))].toFixed(0)
say(`${registrations} registrations: p50 ${rank(0.5)} ms, p99 ${rank(0.99)} ms, max ${rank(1)} ms; ${(process.memoryUsage().rss / 2 ** 20).toFixed(0)} MB`)

const before = (await ask('/groups'))[0].Commits
const room = many.slice(0, 247) // with alice, bob and dave it is full
for (let i = 0; i < room.length; i += 50) {
  await timed(`add ${Math.min(50, room.length - i)} members`, () => group.addMembersByIdentifiers(room.slice(i, i + 50).map((m) => m.identifier)))
}
assert.equal((await group.members()).length, 3 + room.length)
const commits = (await ask('/groups'))[0].Commits - before
assert.equal(commits, Math.ceil(room.length / 50), 'an addition of fifty is not one commit')
await group.sendText('all of you')
const last = room.at(-1)
assert.deepEqual(await timed('last one reads', async () => texts(await joined(last, group.id))), ['all of you'])
say('done')
process.exit(0) // the native module keeps the process alive
