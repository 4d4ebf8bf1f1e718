import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { withLock } from './lock.mjs'

/** The package manager; this is the one place that names its version. */
const PNPM = 'pnpm@12.21.0'
const OLDEST_NODE = 20

const SETTINGS = [
  '--config.confirm-modules-purge=false',
  // The age of each package was judged when it came into the lock file, whose hashes hold since; asking the registry
  // about all of them again takes longer than anything else here.
  '--config.minimum-release-age=0',
]

/** The repository's own Node. */
export function nodeOf(root) {
  return join(root, 'node_modules', '.bin', 'node')
}

/** Resolves when what pnpm-lock.yaml lists is installed; costs a hash when it is already. Rejects with one sentence. */
export async function ensureInstalled(root, say = line => process.stderr.write(`${line}\n`)) {
  if (isInstalled(root)) return
  const version = process.versions.node
  if (Number.parseInt(version, 10) < OLDEST_NODE)
    throw new Error(`this is Node ${version}; needed is Node ${OLDEST_NODE} or newer (https://nodejs.org)`)
  const waiting = () => say('Another process is installing the packages; waiting for it …')
  await withLock(join(root, '.cache', 'bootstrap.lock'), waiting, async () => {
    if (isInstalled(root)) return
    say('Installing the packages and Node (once, and whenever they change) …')
    await install(root)
    writeFileSync(stampOf(root), fingerprint(root))
  })
}

function isInstalled(root) {
  if (!existsSync(nodeOf(root)) || !existsSync(stampOf(root))) return false
  return readFileSync(stampOf(root), 'utf8') === fingerprint(root)
}

function stampOf(root) {
  return join(root, 'node_modules', '.installed')
}

/** Changes when the same install would give something else. */
function fingerprint(root) {
  const lock = readFileSync(join(root, 'pnpm-lock.yaml'))
  const hash = createHash('sha256').update(lock).digest('hex')
  return [PNPM, process.platform, process.arch, hash].join(' ')
}

function install(root) {
  const { node } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).devDependencies
  const pnpm = [PNPM, 'install', '--frozen-lockfile', ...SETTINGS, `--config.node-version=${node}`]
  // `--yes`: npx would ask otherwise, or refuse where nobody can answer.
  // `npm --silent` reaches down to here, and would keep from us why it failed.
  const env = { ...process.env, npm_config_loglevel: 'notice' }
  const child = spawn('npx', ['--yes', ...pnpm], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', chunk => {
      output = (output + chunk).slice(-20_000)
      process.stderr.write(chunk)
    })
  return new Promise((resolve, reject) => {
    child.on('error', error => reject(new Error(whyNotStarted(error))))
    child.on('close', code => (code === 0 ? resolve() : reject(new Error(whyFailed(output, code)))))
  })
}

function whyNotStarted(error) {
  if (error.code !== 'ENOENT') return `cannot run npx: ${error.message}`
  return 'npm is not installed (there is no npx on the PATH); it comes with Node from https://nodejs.org'
}

const OFFLINE =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|ETIMEDOUT|ERR_SOCKET_TIMEOUT|META_FETCH_FAIL/

function whyFailed(output, code) {
  if (OFFLINE.test(output))
    return "the packages could not be downloaded: the registry does not answer; check the network (or npm's proxy settings) and run this again"
  if (/ENOSPC/.test(output)) return 'the packages could not be installed: the disk is full'
  if (/OUTDATED_LOCKFILE/.test(output))
    return `pnpm-lock.yaml does not fit the package.json files; run npx --yes ${PNPM} install and commit the result`
  return `the packages could not be installed (pnpm ended with ${code}); what it said stands above`
}
