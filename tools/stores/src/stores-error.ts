/** Why stores cannot be migrated or copied, as one sentence for whoever asked for it. */
export class StoresError extends Error {
  override readonly name = 'StoresError'
}
