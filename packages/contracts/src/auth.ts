export * from './gen/rewards/auth/v1/auth_service_pb.ts'
export * from './gen/rewards/auth/v1/user_pb.ts'
export * from './gen/rewards/auth/v1/user_service_pb.ts'
