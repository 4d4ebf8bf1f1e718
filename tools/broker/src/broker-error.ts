/** What went wrong with the broker, as one sentence for whoever started it. */
export class BrokerError extends Error {
  override readonly name = 'BrokerError'
}
