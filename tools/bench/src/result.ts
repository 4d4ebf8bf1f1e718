import type { BenchOptions } from './arguments.ts'
import type { Percentiles } from './load/percentiles.ts'
import type { Measured } from './measure/calls.ts'
import type { MeasuredClaims } from './measure/claims.ts'
import type { Growth } from './measure/memory.ts'
import type { SelfTimes } from './profile/self-times.ts'

/** What this machine can do at best, per second. */
export interface Floors {
  /** Blocks written and synced one after the other. */
  readonly syncs: number
  /** Documents inserted into an embedded store, by 1 caller and by 64. */
  readonly commitsByOne: number
  readonly commitsBy64: number
  /** Messages published and handled. */
  readonly messages: number
}

/** One number of callers: the empty call to the event service, the same through the gateway, and claims. */
export interface Level {
  readonly callers: number
  readonly direct: Measured
  readonly forwarded: Measured
  readonly claims: MeasuredClaims
}

/** Claims that cost more than the plain ones. */
export interface Extra {
  readonly what: string
  readonly claims: MeasuredClaims
}

/** Plain claims at half the greatest rate. */
export interface HalfLoad {
  readonly perSecond: number
  readonly claims: MeasuredClaims
  /** From making a claim until its user was told of the success. */
  readonly seenMs: Percentiles
}

/** A figure that is to be reached. */
export interface Goal {
  readonly what: string
  readonly wanted: string
  /** Absent where it could not be measured. */
  readonly found: number | undefined
  readonly reached: boolean
}

/** What was measured on a system that runs. */
export interface Found {
  readonly levels: readonly Level[]
  readonly halfLoad: HalfLoad
  readonly extras: readonly Extra[]
  /** What was left of the claims, in one go. */
  readonly rest: MeasuredClaims
  /** How many claims were made in all while memory was watched. */
  readonly claims: number
  /** By the process's name; empty where memory cannot be looked at. */
  readonly memory: Readonly<Record<string, Growth>>
}

/** All that the bench found. */
export interface Result extends Found {
  readonly startedAt: string
  readonly machine: Readonly<Record<string, string | number>>
  readonly options: BenchOptions
  readonly floors: Floors
  readonly goals: readonly Goal[]
  /** Where the time went, by the process's name; only when profiles were asked for. */
  readonly profiles?: Readonly<Record<string, SelfTimes>>
}
