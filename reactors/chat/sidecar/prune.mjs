// Removes from node_modules the native binaries of other platforms than the one
// this runs on: the SDK's package carries seven, some 210 MB, and one is loaded.
//
//     node prune.mjs <folder of @xmtp/node-bindings>
//
// Leaves everything as it is, and fails, when there is no binary for this
// platform: that is the moment to say so, not the first start of the sidecar.
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

// The file names are napi-rs's: bindings_node.<platform>-<arch>[-<abi>].node
function target() {
  const { platform, arch } = process
  switch (platform) {
    case 'linux':
      // Node reports a glibc version only when it runs on glibc.
      return `linux-${arch}-${process.report.getReport().header.glibcVersionRuntime ? 'gnu' : 'musl'}`
    case 'win32':
      return `win32-${arch}-msvc`
    default:
      return `${platform}-${arch}`
  }
}

const [bindings] = process.argv.slice(2)
if (!bindings) {
  console.error('usage: node prune.mjs <folder of @xmtp/node-bindings>')
  process.exit(2)
}

const dist = join(bindings, 'dist')
const binaries = readdirSync(dist).filter((name) => name.endsWith('.node'))
const own = `bindings_node.${target()}.node`
if (!binaries.includes(own)) {
  const there = binaries.map((name) => name.slice('bindings_node.'.length, -'.node'.length)).join(', ')
  console.error(`the XMTP SDK has no binary for ${target()}; it has: ${there}`)
  process.exit(1)
}
for (const name of binaries) {
  if (name !== own) rmSync(join(dist, name))
}
