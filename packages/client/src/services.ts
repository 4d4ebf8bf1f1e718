import { type Client, createClient, type Transport } from '@connectrpc/connect'
import {
  AuditService as AuthAuditService,
  AuthService,
  EmailService,
  MetadataService,
  PasswordService,
  ProfileService,
  ServiceAccountService,
  TokenService,
  UserService,
} from '@rewards/contracts/auth'
import { AuditService as ConditionAuditService, ConditionService } from '@rewards/contracts/condition'
import {
  ClaimService,
  AuditService as EventAuditService,
  DeadLetterService as EventDeadLetterService,
  EventService,
} from '@rewards/contracts/event'
import {
  GrantService,
  AuditService as RewardAuditService,
  DeadLetterService as RewardDeadLetterService,
  SimulatorService,
} from '@rewards/contracts/reward'

/** What the client does itself, and better. */
type Own = 'signUp' | 'signIn' | 'refreshToken' | 'signOut' | 'watchClaim'

/** Every method of a service as an async function; what it takes, answers and fails with stands at the method in the contract. */
export type ServiceClient<S extends Parameters<typeof createClient>[0]> = Omit<Client<S>, Own>

/** The services of the contracts. */
export interface Services {
  /** Who the caller is, and the keys that tokens are signed with. */
  readonly auth: ServiceClient<typeof AuthService>
  readonly users: ServiceClient<typeof UserService>
  /** One's own account. */
  readonly profile: ServiceClient<typeof ProfileService>
  readonly email: ServiceClient<typeof EmailService>
  readonly password: ServiceClient<typeof PasswordService>
  readonly metadata: ServiceClient<typeof MetadataService>
  readonly serviceAccounts: ServiceClient<typeof ServiceAccountService>
  /** Tokens for programs, and for a partner's players. */
  readonly tokens: ServiceClient<typeof TokenService>
  readonly events: ServiceClient<typeof EventService>
  readonly claims: ServiceClient<typeof ClaimService>
  readonly conditions: ServiceClient<typeof ConditionService>
  readonly grants: ServiceClient<typeof GrantService>
  /** The reward provider for trials; only where it is switched on. */
  readonly simulator: ServiceClient<typeof SimulatorService>
  readonly eventDeadLetters: ServiceClient<typeof EventDeadLetterService>
  readonly rewardDeadLetters: ServiceClient<typeof RewardDeadLetterService>
  readonly authAudit: ServiceClient<typeof AuthAuditService>
  readonly eventAudit: ServiceClient<typeof EventAuditService>
  readonly conditionAudit: ServiceClient<typeof ConditionAuditService>
  readonly rewardAudit: ServiceClient<typeof RewardAuditService>
}

export function servicesOver(transport: Transport): Services {
  return {
    auth: createClient(AuthService, transport),
    users: createClient(UserService, transport),
    profile: createClient(ProfileService, transport),
    email: createClient(EmailService, transport),
    password: createClient(PasswordService, transport),
    metadata: createClient(MetadataService, transport),
    serviceAccounts: createClient(ServiceAccountService, transport),
    tokens: createClient(TokenService, transport),
    events: createClient(EventService, transport),
    claims: createClient(ClaimService, transport),
    conditions: createClient(ConditionService, transport),
    grants: createClient(GrantService, transport),
    simulator: createClient(SimulatorService, transport),
    eventDeadLetters: createClient(EventDeadLetterService, transport),
    rewardDeadLetters: createClient(RewardDeadLetterService, transport),
    authAudit: createClient(AuthAuditService, transport),
    eventAudit: createClient(EventAuditService, transport),
    conditionAudit: createClient(ConditionAuditService, transport),
    rewardAudit: createClient(RewardAuditService, transport),
  }
}
