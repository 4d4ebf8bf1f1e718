export * from './gen/rewards/ops/v1/audit_pb.ts'
export * from './gen/rewards/ops/v1/dead_letter_pb.ts'
