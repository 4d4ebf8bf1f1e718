export {
  type AuditedChange,
  type AuditedKind,
  audited,
  entryIdOf,
  OWED_AUDIT,
  type OwedAudit,
  struckOff,
} from './audited.ts'
export { carryingAudit } from './carrying.ts'
export { AuditChain } from './chain.ts'
export type { AuditEntry, AuditedCall, AuditFields, AuditOutcome } from './entry.ts'
export { AUDIT_ENTRIES, type AuditLink, linkId } from './link.ts'
export { type Refusal, Refusals } from './refusals.ts'
export { type AuditedCollection, type AuditSweepPorts, sweepAudit } from './sweep.ts'
export { type SeenLink, type StoredLink, type Verification, verifyChain } from './verify.ts'
