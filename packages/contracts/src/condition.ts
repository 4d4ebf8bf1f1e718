export * from './gen/rewards/condition/v1/audit_service_pb.ts'
export * from './gen/rewards/condition/v1/condition_pb.ts'
export * from './gen/rewards/condition/v1/condition_service_pb.ts'
