export { auditedCallOf } from './audited-call.ts'
export { auditing } from './auditing.ts'
export { type Audit, type AuditOptions, openAudit } from './open-audit.ts'
