import { randomUUID } from 'node:crypto'
import { call, type Json, ok } from './call.ts'

/** As whom calls are made. */
export const CALLERS = ['nobody', 'user', 'operator', 'admin'] as const
export type CallerName = (typeof CALLERS)[number]

interface Credentials {
  readonly email: string
  readonly password: string
}

interface Person {
  readonly userId: string
  readonly token: string
  readonly password: string
  /** When the token was given, epoch ms. */
  readonly atMs: number
}

const NOBODY: Person = { userId: 'usr_none', token: '', password: '', atMs: 0 }

/** A token is renewed so long after it was given. */
const RENEW_MS = 5 * 60_000

/**
 * The people in whose names calls are made. Whatever such calls do to them, a new one takes their place; so that the run can
 * go on, no call is made as the first administrator, whose id no message carries either.
 */
export class Accounts {
  readonly #url: string
  readonly #first: Credentials
  readonly #people = new Map<CallerName, Person>()
  readonly #making = new Map<CallerName, Promise<Person>>()
  #rootId = ''
  #root: { readonly token: string; readonly atMs: number } | undefined
  /** Every token and password that was given or sent: none of them may be in a log. */
  readonly secrets = new Set<string>()

  private constructor(url: string, first: Credentials) {
    this.#url = url
    this.#first = first
  }

  static async open(url: string, first: Credentials): Promise<Accounts> {
    const accounts = new Accounts(url, first)
    await accounts.root()
    for (const name of CALLERS) await accounts.person(name)
    return accounts
  }

  /** Who plays this part now; nobody has no token. */
  async person(name: CallerName): Promise<Person> {
    if (name === 'nobody') return NOBODY
    const known = this.#people.get(name)
    return known && Date.now() - known.atMs < RENEW_MS ? known : await this.#renewed(name)
  }

  /** New people for all parts: whatever was done to those before is done with. */
  async renew(): Promise<void> {
    for (const name of CALLERS) if (name !== 'nobody') await this.#renewed(name)
  }

  /** What names or is the first administrator. */
  get protectedValues(): readonly string[] {
    return [this.#first.email, this.#first.password, this.#rootId]
  }

  idOf(name: CallerName): string {
    return this.#people.get(name)?.userId ?? 'usr_none'
  }

  /** To be called when the caller's token was refused: somebody else plays this part from now on. */
  spent(name: CallerName, token: string): void {
    if (this.#people.get(name)?.token === token) this.#people.delete(name)
  }

  /** The token of the first administrator, for what a run itself needs. */
  async root(): Promise<string> {
    if (this.#root && Date.now() - this.#root.atMs < RENEW_MS) return this.#root.token
    const { tokens, user } = ok(await call(this.#url, 'auth.v1.AuthService/SignIn', this.#first))
    this.#rootId = user.userId
    this.#root = { token: tokens.accessToken, atMs: Date.now() }
    this.#keep(this.#first.password, tokens)
    return tokens.accessToken
  }

  /** The token of somebody new. */
  async newcomer(): Promise<string> {
    return (await this.#signUp('USER')).token
  }

  #renewed(name: CallerName): Promise<Person> {
    let making = this.#making.get(name)
    making ??= this.#signUp(name.toUpperCase()).finally(() => this.#making.delete(name))
    this.#making.set(name, making)
    return making.then(person => {
      this.#people.set(name, person)
      return person
    })
  }

  async #signUp(role: string): Promise<Person> {
    const credentials = { email: `${randomUUID()}@example.com`, password: `hush ${randomUUID()}` }
    const request = { ...credentials, displayName: 'Fuzz' }
    const made = ok(await call(this.#url, 'auth.v1.AuthService/SignUp', request))
    const { userId, revision } = made.user
    this.#keep(credentials.password, made.tokens)
    const personOf = ({ accessToken }: Json) => ({
      userId,
      password: credentials.password,
      token: accessToken,
      atMs: Date.now(),
    })
    if (role === 'USER') return personOf(made.tokens)
    const change = { userId, roles: [`ROLE_${role}`], expectedRevision: revision }
    ok(await call(this.#url, 'auth.v1.UserService/SetRoles', change, await this.root()))
    const { tokens } = ok(await call(this.#url, 'auth.v1.AuthService/SignIn', credentials))
    this.#keep(tokens.refreshToken, tokens)
    return personOf(tokens)
  }

  #keep(secret: string, tokens: Json): void {
    for (const each of [secret, tokens.accessToken, tokens.refreshToken]) this.secrets.add(each)
  }
}
