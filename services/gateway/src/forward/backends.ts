import type { DescService } from '@bufbuild/protobuf'
import type { servicesOf } from '@rewards/contracts/services'
import { type Channel, type InnerTls, openChannel } from '@rewards/rpc'
import { deliverBeforeFailing } from './deliver-before-failing.ts'

/** The kinds of processes behind the gateway. */
export type BackendName = keyof typeof servicesOf

/** Which process serves which services. */
export type ServicesOf = Readonly<Record<BackendName, readonly DescService[]>>

/** One kind of process behind the gateway. */
export interface Backend {
  /** Its name for people. */
  readonly name: BackendName
  readonly channel: Channel
  readonly services: readonly DescService[]
}

/** Opens a channel to the replicas of each; connections are made when first needed. */
export function openBackends(
  services: ServicesOf,
  addressesOf: Readonly<Record<BackendName, readonly string[]>>,
  tls: InnerTls | undefined,
): readonly Backend[] {
  deliverBeforeFailing()
  const names = Object.keys(services) as BackendName[]
  return names.map(name => {
    const channel = openChannel({ addresses: addressesOf[name], services: services[name], tls })
    return { name, channel, services: services[name] }
  })
}
