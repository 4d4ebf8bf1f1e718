export * from './gen/rewards/policy/v1/policy_pb.ts'
