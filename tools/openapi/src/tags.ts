import type { DescService, JsonObject } from '@bufbuild/protobuf'
import { commentOf } from './comments.ts'

/** The services' names for people: the short one, with the package's where two share it. */
export function tagNames(services: readonly DescService[]): ReadonlyMap<DescService, string> {
  const sharing = Map.groupBy(services, ({ name }) => name)
  return new Map(
    services.map(service => {
      const alone = sharing.get(service.name)?.length === 1
      return [service, alone ? service.name : `${service.name} (${packageOf(service)})`] as const
    }),
  )
}

/** A tag for each service, with what it is and which methods cannot be called by one HTTP request. */
export function tagsOf(names: ReadonlyMap<DescService, string>): JsonObject[] {
  return [...names].map(([service, name]) => ({
    name,
    description: [commentOf(service).text || service.name, streamsNote(service)].join(' ').trim(),
  }))
}

/** Whether clients send one message: such a method is an operation here. */
export function sendsOne({ methodKind }: DescService['methods'][number]): boolean {
  return methodKind === 'unary' || methodKind === 'server_streaming'
}

function streamsNote({ methods }: DescService): string {
  const streams = methods.filter(method => !sendsOne(method)).map(({ name }) => name)
  return streams.length === 0
    ? ''
    : `By gRPC and Connect’s clients also: ${streams.join(', ')} (streams from the client).`
}

/** `event` of `rewards.event.v1`. */
function packageOf({ file }: DescService): string {
  return file.proto.package.split('.').at(-2) ?? file.proto.package
}
