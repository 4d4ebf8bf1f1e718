import type { MessageInitShape } from '@bufbuild/protobuf'
import {
  BindingService,
  type Holder as HolderMessage,
  type RoleBinding,
  type RoleBindingSchema,
} from '@rewards/contracts/auth'
import { type Implementation, implement, requireCaller } from '@rewards/rpc'
import type { BindingRequest, BindingWanted, Holder } from '../../application/bindings/binding-request.ts'
import type { UseCases } from '../../application/use-cases.ts'
import { msOf, timestampOf } from './times.ts'

/** BindingService on its use cases. */
export function bindingHandlers(useCases: UseCases): Implementation {
  return implement(BindingService, {
    bindRole: async ({ binding }, context) => ({
      binding: bindingMessage(await useCases.bindRole(bindingOf(binding), requireCaller(context))),
    }),
    async unbindRole({ holder, roleId: role, groupId }, context) {
      await useCases.unbindRole({ holder: holderOf(holder), role, groupId }, requireCaller(context))
      return {}
    },
    async listBindings({ holder }, context) {
      const bindings = await useCases.listBindings({ holder: holderOf(holder) }, requireCaller(context))
      return { bindings: bindings.map(bindingMessage) }
    },
  })
}

function bindingOf(message: RoleBinding | undefined): BindingRequest {
  const untilMs = msOf(message?.until)
  return {
    holder: holderOf(message?.holder),
    role: message?.roleId ?? '',
    groupId: message?.groupId ?? '',
    ...(untilMs !== undefined && { untilMs }),
  }
}

function holderOf(message: HolderMessage | undefined): Holder | undefined {
  const { case: kind, value } = message?.holder ?? {}
  if (kind === 'userId') return { userId: value ?? '' }
  return kind && { groupId: value ?? '' }
}

function bindingMessage(binding: BindingWanted): MessageInitShape<typeof RoleBindingSchema> {
  const { holder, role: roleId, groupId, untilMs } = binding
  return {
    holder: {
      holder:
        'userId' in holder
          ? { case: 'userId', value: holder.userId }
          : { case: 'groupId', value: holder.groupId },
    },
    roleId,
    groupId,
    ...(untilMs !== undefined && { until: timestampOf(untilMs) }),
  }
}
