/** Where a system is that is ready. */
export interface Ready {
  /** Of the gateway. */
  readonly url: string
  readonly natsUrl: string
  /** The event service's own port, behind the gateway. */
  readonly eventPort: number
  /** Of each process that measures. */
  readonly metricsUrls: readonly string[]
  /** The process ids by name. */
  readonly pids: Readonly<Record<string, number>>
}

/** What a system's process tells the bench. */
export type Told = { readonly ready: Ready } | { readonly failed: string }
