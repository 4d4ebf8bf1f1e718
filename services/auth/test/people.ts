import { EmailService, MetadataService, PasswordService, ProfileService } from '@rewards/contracts/auth'
import { type Client, createClient, openChannel } from '@rewards/rpc'
import type { Mail, MailKind } from '../src/application/mails.ts'
import { person, type Running, runAuth, tempDir, type Wanted } from './running-auth.ts'

/** A running auth service with all that people do with their accounts, and the mails that it sent. */
export interface People extends Running {
  readonly profiles: Client<typeof ProfileService>
  readonly emails: Client<typeof EmailService>
  readonly passwords: Client<typeof PasswordService>
  readonly metadata: Client<typeof MetadataService>
  readonly mails: Mail[]
  /** The token of the last mail of this kind to the address; waits for it. */
  mailed(kind: MailKind, to: string): Promise<string>
  /** Lets time pass. */
  pass(ms: number): void
}

/** What replicas of the service have in common. */
interface World {
  readonly dataDir: string
  readonly mails: Mail[]
  nowMs: number
}

const worlds = new WeakMap<People, World>()

export async function runPeople(config: Wanted['config'] = {}): Promise<People> {
  return start({ dataDir: await tempDir(), mails: [], nowMs: Date.now() }, config)
}

/** Another process of the same service: the same store, clock and mailbox. */
export function runReplica(people: People): Promise<People> {
  const world = worlds.get(people)
  if (!world) throw new Error('this is none of those that runPeople started')
  return start(world, {})
}

async function start(world: World, config: Wanted['config'] = {}): Promise<People> {
  const { dataDir, mails } = world
  const mailer = { send: async (mail: Mail) => void mails.push(mail) }
  const overrides = { now: () => world.nowMs, mailer }
  const running = await runAuth({ dataDir, config, overrides })
  const channel = openChannel({ addresses: [`127.0.0.1:${running.port}`], services: [] })
  const people: People = {
    ...running,
    profiles: createClient(ProfileService, channel),
    emails: createClient(EmailService, channel),
    passwords: createClient(PasswordService, channel),
    metadata: createClient(MetadataService, channel),
    mails,
    async mailed(kind, to) {
      const find = () => mails.findLast(mail => mail.kind === kind && mail.to === to)?.token
      for (let token = find(); ; token = find()) {
        if (token !== undefined) return token
        await new Promise(resolve => setTimeout(resolve, 5))
      }
    },
    pass(ms) {
      world.nowMs += ms
    },
    async stop() {
      channel.close()
      await running.stop()
    },
  }
  worlds.set(people, world)
  return people
}

/** Somebody who is signed in. */
export interface SignedInPerson {
  readonly userId: string
  readonly email: string
  readonly password: string
  readonly refreshToken: string
  /** Call options as them. */
  readonly as: { readonly token: string }
}

/** Somebody new, signed up. */
export async function signedUp(
  { auth }: Running,
  given: Parameters<typeof person>[0] = {},
): Promise<SignedInPerson> {
  const { email, password, displayName } = person(given)
  const { user, tokens } = await auth.signUp({ email, password, displayName })
  const { accessToken: token = '', refreshToken = '' } = tokens ?? {}
  return { userId: user?.userId ?? '', email, password, refreshToken, as: { token } }
}

/** The same person in another session. */
export async function signedInAgain({ auth }: Running, who: SignedInPerson): Promise<SignedInPerson> {
  const { tokens } = await auth.signIn({ email: who.email, password: who.password })
  const { accessToken: token = '', refreshToken = '' } = tokens ?? {}
  return { ...who, refreshToken, as: { token } }
}
