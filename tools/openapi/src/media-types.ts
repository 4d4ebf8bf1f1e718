/** The type of a request or an answer that is one message. */
export const JSON_TYPE = 'application/json'

/** The type of a stream, as Connect frames it. */
export const STREAM_TYPE = 'application/connect+json'
