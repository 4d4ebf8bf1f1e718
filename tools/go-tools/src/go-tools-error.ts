/** Why a program could not be built, as one sentence. */
export class GoToolsError extends Error {
  override readonly name = 'GoToolsError'
}
