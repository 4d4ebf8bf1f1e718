import type {
  Provider,
  ProviderAnswer,
  ProviderCall,
  Providers,
} from '../../../services/reward/src/application/providers.ts'
import type { Process, Surface } from './process.ts'

/** Sees every payment as it takes place. */
export type Till = (grantId: string) => void

/** How the outside providers of a run behave. */
export interface ProviderHabits {
  /** How likely an answer is a rejection, 0 to 1. */
  readonly rejects: number
  /** Until then every call fails; in the simulated world's time. */
  failingUntil: number
}

const ROUTES = { POINT: 'ledger', COUPON: 'final', BADGE: 'remembering' } as const

/** The outside world: it outlives every process, and keeps its own books. */
export class OutsideProviders {
  readonly #surface: Surface
  readonly #habits: ProviderHabits
  readonly #till: Till
  readonly #answers = new Map<string, ProviderAnswer>()

  constructor(surface: Surface, habits: ProviderHabits, till: Till) {
    this.#surface = surface
    this.#habits = habits
    this.#till = till
  }

  /** All three kinds, as one process reaches them. */
  of(process: Process): Providers {
    const outside = (
      kind: 'final per key' | 'success per key',
      name: string,
      answer: (key: string) => ProviderAnswer,
    ) => {
      const call = ({ key }: ProviderCall) =>
        process.io(
          async () => this.#reached(() => answer(key)),
          { writes: true },
          () => new Error('no answer'),
        )
      return { name, kind, call } satisfies Provider
    }
    const all: Provider[] = [
      { name: 'ledger', kind: 'own', effect: () => ({ reference: '', codes: [] }) },
      outside('final per key', 'final', key => this.#finalAnswer(key)),
      outside('success per key', 'remembering', key => this.#success(key)),
    ]
    return {
      byName: new Map(all.map(provider => [provider.name, provider])),
      route: async type => ROUTES[type],
    }
  }

  #reached(answer: () => ProviderAnswer): ProviderAnswer {
    if (this.#surface.scheduler.now < this.#habits.failingUntil) throw new Error('down')
    return answer()
  }

  #finalAnswer(key: string): ProviderAnswer {
    const known = this.#answers.get(key)
    if (known) return known
    const answer = this.#surface.random.chance(this.#habits.rejects) ? REJECTED : this.#pay(key)
    this.#answers.set(key, answer)
    return answer
  }

  /** A refusal is not remembered here; and what looked like one may still be paid, late. */
  #success(key: string): ProviderAnswer {
    const known = this.#answers.get(key)
    if (known) return known
    const { random, scheduler, faults } = this.#surface
    if (random.chance(faults.providerSilent)) {
      scheduler.add(() => this.#answers.get(key) ?? this.#answers.set(key, this.#pay(key)))
      return REJECTED
    }
    const answer = this.#pay(key)
    this.#answers.set(key, answer)
    return answer
  }

  #pay(key: string): ProviderAnswer {
    this.#till(key.split('#')[0] ?? key)
    return { state: 'GRANTED', effect: { reference: key, codes: [] } }
  }
}

const REJECTED: ProviderAnswer = { state: 'REJECTED', reason: 'PROVIDER_SAYS_NO' }
