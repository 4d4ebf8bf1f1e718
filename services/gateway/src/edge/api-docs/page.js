import { Session } from './session.js'
import { fetchStream, STREAM_TYPE } from './streams.js'

/** The name of the security scheme in the document. */
const SCHEME = 'token'

/** How long a stream may run here: what it said is shown when it has ended. */
const STREAM_MS = 20_000

const element = id => document.getElementById(id)

const viewer = globalThis.SwaggerUIBundle({
  url: '/openapi.json',
  domNode: element('viewer'),
  deepLinking: true,
  docExpansion: 'list',
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  filter: true,
  tryItOutEnabled: true,
  validatorUrl: null,
  requestInterceptor(request) {
    if (request.headers?.['Content-Type'] !== STREAM_TYPE) return request
    const headers = { ...request.headers, 'Connect-Timeout-Ms': String(STREAM_MS) }
    return { ...request, headers, userFetch: fetchStream }
  },
})

const session = new Session((user, accessToken, notice) => {
  if (accessToken) viewer.preauthorizeApiKey(SCHEME, accessToken)
  else viewer.authActions.logout([SCHEME])
  element('sign-in').hidden = user !== undefined
  element('signed-in').hidden = user === undefined
  element('who').textContent = user ? `${user.email}: ${user.roles.map(shortRole).join(', ')}` : ''
  element('notice').textContent = notice
})

const shortRole = role => role.replace('ROLE_', '')

element('sign-in').addEventListener('submit', event => {
  event.preventDefault()
  const fields = new FormData(event.currentTarget)
  const [email, password] = [fields.get('email'), fields.get('password')]
  const isNew = event.submitter?.value === 'SignUp'
  report(isNew ? session.signUp(email, password) : session.signIn(email, password))
})

element('sign-out').addEventListener('click', () => report(session.signOut()))

/** Tells what went wrong, where a person sees it. */
async function report(work) {
  element('notice').textContent = ''
  try {
    await work
  } catch (error) {
    element('notice').textContent = error.message
  }
}
