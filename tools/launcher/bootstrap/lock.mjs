import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Runs `work` while no other process runs its own under the same lock file; calls `waiting` once when it has to wait. A
 * lock whose process is gone is taken over.
 */
export async function withLock(file, waiting, work) {
  mkdirSync(dirname(file), { recursive: true })
  let told = false
  while (!take(file)) {
    if (isStale(file)) {
      remove(file)
      continue
    }
    if (!told) waiting()
    told = true
    await sleep(200)
  }
  try {
    return await work()
  } finally {
    rmSync(file, { force: true })
  }
}

/** A link appears with its content, so nobody ever reads a lock without an owner. */
function take(file) {
  const own = `${file}.${process.pid}`
  writeFileSync(own, String(process.pid))
  try {
    linkSync(own, file)
    return true
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
    return false
  } finally {
    rmSync(own, { force: true })
  }
}

function isStale(file) {
  const owner = ownerOf(file)
  return owner !== undefined && !isAlive(owner)
}

/** Moves it aside first: of several that find it stale the move succeeds for one, and what it moved can be looked at. */
function remove(file) {
  const aside = `${file}.${process.pid}.stale`
  try {
    renameSync(file, aside)
    // Somebody else was faster, and this is their new one.
    if (!isStale(aside)) linkSync(aside, file)
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error
  }
  rmSync(aside, { force: true })
}

function ownerOf(file) {
  try {
    return Number(readFileSync(file, 'utf8'))
  } catch (error) {
    if (error.code === 'ENOENT') return undefined
    throw error
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}
