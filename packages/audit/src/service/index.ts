export { auditedCallOf } from './audited-call.ts'
export { type Audit, type AuditOptions, openAudit } from './open-audit.ts'
