/** Why there is no MongoDB to test with, as one sentence. */
export class MongoSetupError extends Error {
  override readonly name = 'MongoSetupError'
}
