import { connect } from 'node:net'

// What the runner starts in place of a server: it carries the question to the one that runs already, and the answer back,
// and lives until either ends it. A gateway of its own for each of these would take longer to start than its cases to run.
const stand = connect(Number(process.argv[2]), '127.0.0.1')
process.stdin.pipe(stand, { end: false })
stand.pipe(process.stdout)
stand.on('close', () => process.exit())
