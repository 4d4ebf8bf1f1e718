export {
  type AuditedChange,
  type AuditedKind,
  audited,
  OWED_AUDIT,
  type OwedAudit,
  struckOff,
} from './audited.ts'
export { auditedCollection } from './audited-collection.ts'
export { currentAuditedCall, withAuditedCall } from './call-in-progress.ts'
export { AuditChain } from './chain.ts'
export type { AuditEntry, AuditedCall, AuditFields, AuditOutcome } from './entry.ts'
export { AUDIT_ENTRIES, type AuditLink, linkId } from './link.ts'
export { Refusals } from './refusals.ts'
export { type AuditSweepPorts, type OwingCollection, sweepAudit } from './sweep.ts'
export { type SeenLink, type StoredLink, type Verification, verifyChain } from './verify.ts'
