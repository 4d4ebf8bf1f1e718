import type { Effect, Reward } from '../domain/grant.ts'

/** What an outside provider is asked. */
export interface ProviderCall {
  /** The provider does one thing per key, however often it is called. */
  readonly key: string
  /** Of the grant; the same in every generation, and so in every key. */
  readonly grantId: string
  readonly claimId: string
  readonly eventId: string
  readonly userId: string
  readonly reward: Reward
  /** Position among the calls of the same request, from 0. */
  readonly position: number
}

/** REJECTED is the provider's final word for the key. Whatever is not final is thrown. */
export type ProviderAnswer =
  | { readonly state: 'GRANTED'; readonly effect: Effect }
  | { readonly state: 'REJECTED'; readonly reason: string }

/**
 * How a reward takes effect. A provider says of itself
 * - `own`: the grant's own compare-and-set is the effect;
 * - `final per key`: the first answer under a key is its answer for ever, so that each generation has a key;
 * - `success per key`: only a success is remembered, so that one key serves all generations and no failure is final.
 */
export type Provider =
  | { readonly name: string; readonly kind: 'own'; readonly effect: (reward: Reward) => Effect }
  | {
      readonly name: string
      readonly kind: 'final per key' | 'success per key'
      readonly call: (call: ProviderCall) => Promise<ProviderAnswer>
    }

export interface Providers {
  readonly byName: ReadonlyMap<string, Provider>
  /** The provider for grants of this type that are opened now. */
  readonly route: (type: Reward['type']) => Promise<string>
}

export function keyOf(provider: Provider, grantId: string, generation: number): string {
  return provider.kind === 'success per key' ? grantId : `${grantId}#${generation}`
}
