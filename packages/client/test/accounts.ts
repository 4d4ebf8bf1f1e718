import { create } from '@bufbuild/protobuf'
import { Code, ConnectError, type ServiceImpl } from '@connectrpc/connect'
import { type AuthService, TokensSchema, UserSchema } from '@rewards/contracts/auth'

interface KeptSession {
  readonly user: string
  latest: number
  isEnded: boolean
}

/** Users, whose passwords are their addresses, and sessions that behave as those of the system. */
export class Accounts {
  readonly #sessions = new Map<string, KeptSession>()
  readonly #users = new Map<string, string>()
  #count = 1
  /** What the sign-ins said of the device that they come from. */
  readonly devices: string[] = []

  /** No access token that was given out until now counts any more. */
  expire(): void {
    this.#users.clear()
  }

  /** The user whose access token a call carries. */
  userOf(header: Headers): string {
    const user = this.#users.get(header.get('authorization') ?? '')
    if (user === undefined) throw new ConnectError('the token counts no more', Code.Unauthenticated)
    return user
  }

  readonly service: Partial<ServiceImpl<typeof AuthService>> = {
    signIn: ({ email, password, deviceToken }) => {
      this.devices.push(deviceToken)
      if (email !== password) throw new ConnectError('the password is wrong', Code.Unauthenticated)
      return this.#begin(email)
    },
    signUp: ({ email }) => this.#begin(email),
    refreshToken: ({ refreshToken }) => ({ tokens: this.#refresh(refreshToken) }),
    signOut: ({ refreshToken }) => {
      const session = this.#sessions.get(nameOf(refreshToken))
      if (session) session.isEnded = true
      return {}
    },
    getMe: (_, { requestHeader }) => ({ user: userCalled(this.userOf(requestHeader)) }),
  }

  #begin(user: string) {
    const name = `session${this.#count++}`
    this.#sessions.set(name, { user, latest: 1, isEnded: false })
    return { user: userCalled(user), tokens: this.#tokens(name, 1), deviceToken: `device of ${user}` }
  }

  /** The last one that was used gives the same successor again; an older one ends the session. */
  #refresh(token: string) {
    const session = this.#sessions.get(nameOf(token))
    const generation = Number(token.split('.')[1])
    if (session && generation < session.latest - 1) session.isEnded = true
    if (!session || session.isEnded) throw new ConnectError('the session has ended', Code.Unauthenticated)
    session.latest = generation + 1
    return this.#tokens(nameOf(token), session.latest)
  }

  #tokens(name: string, generation: number) {
    const accessToken = `access${this.#count++}`
    this.#users.set(`Bearer ${accessToken}`, this.#sessions.get(name)?.user ?? '')
    return create(TokensSchema, { accessToken, refreshToken: `${name}.${generation}` })
  }
}

const nameOf = (refreshToken: string) => refreshToken.split('.')[0] ?? ''
const userCalled = (name: string) => create(UserSchema, { userId: `usr_${name}`, email: name })
