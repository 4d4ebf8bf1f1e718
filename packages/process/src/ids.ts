import { customAlphabet } from 'nanoid'

const random = customAlphabet('0123456789abcdefghijklmnopqrstuvwxyz', 22)
const KIND = /^[a-z][a-z0-9]{0,16}$/

/** Makes ids of a kind. Comes in as a port, so that tests may name their own. */
export type NewId = (kind: string) => string

/**
 * A fresh id: `kind_` and 22 random characters of `[a-z0-9]` (113 bits, from the system's secure source), at most
 * 40 characters. `kind` is 1 to 17 of `[a-z0-9]` and starts with a letter; anything else is a mistake and throws.
 */
export const newId: NewId = kind => {
  if (!KIND.test(kind)) throw new TypeError(`id kind ${JSON.stringify(kind)} is not 1 to 17 of [a-z0-9]`)
  return `${kind}_${random()}`
}
