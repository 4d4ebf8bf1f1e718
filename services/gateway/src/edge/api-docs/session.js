import { call } from './calls.js'

const AUTH = 'rewards.auth.v1.AuthService'

/** So long before its end an access token is replaced. */
const EARLY_MS = 60_000

/**
 * Who is signed in on this page. Nothing is kept beyond it. `changed` gets the user and the access token, and
 * neither when there is nobody (any more), then maybe with the reason.
 */
export class Session {
  #changed
  #user
  #tokens
  #renewal

  constructor(changed) {
    this.#changed = changed
  }

  async signIn(email, password) {
    this.#enter(await call(`${AUTH}/SignIn`, { email, password }))
  }

  async signUp(email, password) {
    const displayName = email.split('@')[0].slice(0, 80)
    this.#enter(await call(`${AUTH}/SignUp`, { email, password, displayName }))
  }

  async signOut() {
    const { refreshToken } = this.#tokens
    this.#leave('')
    await call(`${AUTH}/SignOut`, { refreshToken })
  }

  #enter({ user = this.#user, tokens }) {
    this.#user = user
    this.#tokens = tokens
    this.#changed(user, tokens.accessToken, '')
    const inMs = Date.parse(tokens.accessTokenExpiresAt) - Date.now() - EARLY_MS
    this.#renewal = setTimeout(() => this.#renew(), Math.max(inMs, EARLY_MS))
  }

  async #renew() {
    const before = this.#tokens
    const { refreshToken } = before
    const renewed = await call(`${AUTH}/RefreshToken`, { refreshToken }).catch(error => ({ error }))
    // Who signed out meanwhile stays so.
    if (this.#tokens !== before) return
    if (renewed.tokens) this.#enter(renewed)
    else this.#leave(`Signed out: ${renewed.error.message}`)
  }

  #leave(why) {
    clearTimeout(this.#renewal)
    this.#user = undefined
    this.#tokens = undefined
    this.#changed(undefined, undefined, why)
  }
}
