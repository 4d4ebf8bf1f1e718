/** The name of a built-in role. */
export type { BuiltInRole as Role } from '@rewards/access'
export { type CallContext, requireCaller } from './call-context.ts'
export { CallEnded } from './call-ended.ts'
export type { CallOptions } from './call-options.ts'
export { type CallOrigin, originOf, tellOrigin } from './call-origin.ts'
export { type Caller, type CallerParts, callerOf } from './caller.ts'
export { type Channel, type ChannelOptions, openChannel } from './channel.ts'
export { type Client, createClient } from './client.ts'
export { type AccessModelSource, CurrentAccess, type CurrentAccessOptions } from './current-access.ts'
export { detailOf, ERROR_DOMAIN, withDetail } from './error-details.ts'
export { type ErrorStatus, statusOf } from './error-status.ts'
export { kindOfStatus, STATUS_OF_KIND } from './error-table.ts'
export { fromGrpcError, RemoteFailure, toGrpcStatus } from './grpc-errors.ts'
export { identify } from './identify.ts'
export {
  type Handlers,
  type Implementation,
  implement,
  type StreamHandler,
  type UnaryHandler,
} from './implement.ts'
export { KeySet, type KeySetOptions, type KeySource } from './key-set.ts'
export { DEFAULT_LIMITS, type Limits } from './limits.ts'
export { nameOf, pathOf } from './method-path.ts'
export { addressOf, networkOf } from './network.ts'
export { type ObservedCall, observeServerCall } from './observed-call.ts'
export { openVerifier, type VerifierConfig } from './open-verifier.ts'
export {
  isPermission,
  PERMISSIONS,
  type Permission,
  permissionsOf,
  SCOPED_PERMISSIONS,
} from './permissions.ts'
export { authorize, isInside, isPrivileged, isPublic, requirePolicies } from './policy.ts'
export { isRefused, type OnRefused, type RefusedCall } from './refused-call.ts'
export type { AccessChanges, AccessChangesSource } from './revocation/access-changes.ts'
export { AccessWatch, type AccessWatchOptions } from './revocation/access-watch.ts'
export { refusingRevoked } from './revocation/refusing-revoked.ts'
export { accessChangesOf } from './revocation/remote-changes.ts'
export { serveForLife } from './serve-for-life.ts'
export { type ServeWhileOptions, serveWhile } from './serve-while.ts'
export { createServer, type Server, type ServerOptions } from './server.ts'
export { mayRepeat } from './service-config.ts'
export { signingKeysOf } from './signing-keys.ts'
export { HealthService, healthCheck, healthWatch, SERVING_STATUS } from './standard/health-contract.ts'
export { type Reflector, reflectionOf } from './standard/reflect.ts'
export { REFLECTION_METHODS, type ReflectionRequest } from './standard/reflection-contract.ts'
export { withStandard } from './standard/serve-reflection.ts'
export { type InnerTls, type InnerTlsConfig, openInnerTls } from './tls/inner-tls.ts'
export { LEEWAY_SECONDS, type TokenClaims } from './token-claims.ts'
export { createTokenVerifier, type TokenVerifier, type TokenVerifierOptions } from './token-verifier.ts'
export { untilAborted } from './until-aborted.ts'
export { type RemoteVerifierOptions, verifierOver } from './verifier-over.ts'
