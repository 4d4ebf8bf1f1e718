// Makes the replica set of one member, and waits until it takes writes; does nothing more when it is there. For mongosh.
const LONGEST_WAIT_MS = 60_000
const STEP_MS = 200

try {
  rs.initiate({ _id: 'rs0', members: [{ _id: 0, host: 'mongodb:27017' }] })
} catch (error) {
  if (error.codeName !== 'AlreadyInitialized') throw error
}
for (let waitedMs = 0; !db.hello().isWritablePrimary; waitedMs += STEP_MS) {
  if (waitedMs >= LONGEST_WAIT_MS) throw new Error('the replica set has no primary')
  sleep(STEP_MS)
}
