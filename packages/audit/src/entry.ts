/** One fact of the audit: somebody did something that not everybody may, or was kept from it. */
export interface AuditEntry extends AuditedCall {
  /** `aud_…`, unique: an entry stands in the chain once. */
  readonly entryId: string
  /** What was acted on, for example `user` and its id. Empty where a call was refused before that was known. */
  readonly targetKind: string
  readonly targetId: string
  /** What the change made of the target: fields that its kind lets the audit show, those alone that changed. */
  readonly before?: AuditFields
  readonly after?: AuditFields
  readonly outcome: AuditOutcome
  /** How many calls the entry stands for; absent: one. */
  readonly count?: number
}

/** REFUSED: the caller may not call this. */
export type AuditOutcome = 'DONE' | 'REFUSED'

/** A document as the audit shows it: names and short texts for people. Never a secret, and no name or address of a person. */
export type AuditFields = Readonly<Record<string, string>>

/** A call that the audit tells of: who, from where, what, when. Plain JSON, to be kept with whatever the call leaves to be done. */
export interface AuditedCall {
  /** Epoch ms. */
  readonly atMs: number
  /** Who acted, `usr_…`; empty for those who said no name. */
  readonly actorId: string
  /** For whom the actor acted, where that is somebody else. */
  readonly onBehalfOf?: string
  /** `package.Service/Method`, or the name of what a service does by itself. */
  readonly action: string
  /** Where the call came from, as the gateway saw it. */
  readonly address?: string
  readonly userAgent?: string
  /** 32 hex digits. */
  readonly traceId?: string
}
