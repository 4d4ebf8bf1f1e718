export * from './gen/rewards/ops/v1/dead_letter_pb.ts'
