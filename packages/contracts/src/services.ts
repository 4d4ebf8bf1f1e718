import { AccessFeedService } from './gen/rewards/auth/v1/access_feed_service_pb.ts'
import { AccessService } from './gen/rewards/auth/v1/access_service_pb.ts'
import { AuditService as AuthAuditService } from './gen/rewards/auth/v1/audit_service_pb.ts'
import { AuthService } from './gen/rewards/auth/v1/auth_service_pb.ts'
import { BindingService } from './gen/rewards/auth/v1/binding_service_pb.ts'
import { EmailService } from './gen/rewards/auth/v1/email_service_pb.ts'
import { GroupService } from './gen/rewards/auth/v1/group_service_pb.ts'
import { MetadataService } from './gen/rewards/auth/v1/metadata_service_pb.ts'
import { PasswordService } from './gen/rewards/auth/v1/password_service_pb.ts'
import { ProfileService } from './gen/rewards/auth/v1/profile_service_pb.ts'
import { RefusalService } from './gen/rewards/auth/v1/refusal_service_pb.ts'
import { RoleService } from './gen/rewards/auth/v1/role_service_pb.ts'
import { ServiceAccountService } from './gen/rewards/auth/v1/service_account_service_pb.ts'
import { SessionService } from './gen/rewards/auth/v1/session_service_pb.ts'
import { SigningKeyService } from './gen/rewards/auth/v1/signing_key_service_pb.ts'
import { TokenService } from './gen/rewards/auth/v1/token_service_pb.ts'
import { UserService } from './gen/rewards/auth/v1/user_service_pb.ts'
import { UserStateService } from './gen/rewards/auth/v1/user_state_service_pb.ts'
import { AuditService as ConditionAuditService } from './gen/rewards/condition/v1/audit_service_pb.ts'
import { ConditionService } from './gen/rewards/condition/v1/condition_service_pb.ts'
import { AuditService as EventAuditService } from './gen/rewards/event/v1/audit_service_pb.ts'
import { ClaimService } from './gen/rewards/event/v1/claim_service_pb.ts'
import { DeadLetterService as EventDeadLetterService } from './gen/rewards/event/v1/dead_letter_service_pb.ts'
import { EventService } from './gen/rewards/event/v1/event_service_pb.ts'
import { AuditService as RewardAuditService } from './gen/rewards/reward/v1/audit_service_pb.ts'
import { DeadLetterService as RewardDeadLetterService } from './gen/rewards/reward/v1/dead_letter_service_pb.ts'
import { GrantService } from './gen/rewards/reward/v1/grant_service_pb.ts'
import { SimulatorService } from './gen/rewards/reward/v1/simulator_service_pb.ts'

/** Which process serves which gRPC services: the gateway's routes, and the tests' tables over all methods. */
export const servicesOf = {
  auth: [
    AuthService,
    UserService,
    UserStateService,
    RoleService,
    BindingService,
    GroupService,
    AccessService,
    ServiceAccountService,
    TokenService,
    ProfileService,
    EmailService,
    PasswordService,
    SessionService,
    SigningKeyService,
    MetadataService,
    AuthAuditService,
  ],
  event: [EventService, ClaimService, EventDeadLetterService, EventAuditService],
  condition: [ConditionService, ConditionAuditService],
  reward: [GrantService, RewardDeadLetterService, SimulatorService, RewardAuditService],
} as const

/** What processes of the system ask each other, beside `servicesOf`: nobody is led there by the gateway. */
export const servicesInside = { auth: [AccessFeedService, RefusalService] } as const
