import { MongoClient } from 'mongodb'
import { withoutUser } from './address.ts'
import { MongoSetupError } from './setup-error.ts'

/** A server of tests is near: it answers soon, or is not there. */
const PATIENCE_MS = 5_000

/** The version of the server. Rejects with a `MongoSetupError` when it does not answer. */
export async function versionOf(url: string): Promise<string> {
  const answer = await withAdmin(url, admin => admin.command({ buildInfo: 1 }))
  return String(answer.version)
}

/** Drops every database whose name begins with one of the prefixes. */
export async function dropDatabases(url: string, prefixes: readonly string[]): Promise<void> {
  await withAdmin(url, async (admin, client) => {
    const { databases } = await admin.command({ listDatabases: 1, nameOnly: true })
    for (const { name } of databases)
      if (prefixes.some(prefix => name.startsWith(prefix))) await client.db(name).dropDatabase()
  })
}

type Admin = ReturnType<MongoClient['db']>

async function withAdmin<R>(url: string, use: (admin: Admin, client: MongoClient) => Promise<R>): Promise<R> {
  const client = await reached(url)
  try {
    return await use(client.db('admin'), client)
  } finally {
    await client.close()
  }
}

async function reached(url: string): Promise<MongoClient> {
  try {
    return await new MongoClient(url, {
      serverSelectionTimeoutMS: PATIENCE_MS,
      socketTimeoutMS: PATIENCE_MS,
    }).connect()
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new MongoSetupError(`${withoutUser(url)}: ${reason}`, { cause: error })
  }
}
