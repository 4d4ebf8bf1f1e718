import { experimental } from '@grpc/grpc-js'
import { WatchedReplica } from './watched-replica.ts'

/** The policy's name in a service config. */
export const SERVING_ROUND_ROBIN = 'rewards_serving_round_robin'

const ROUND_ROBIN = experimental.parseLoadBalancingConfig({ round_robin: {} })

type Helper = experimental.ChannelControlHelper
type Update = Parameters<experimental.LoadBalancer['updateAddressList']>

/**
 * gRPC's round robin over the replicas that are connected and do not say that they do not serve; when all of them say so,
 * over all that are connected: their own answers tell callers more than ours could, and a lone replica is never cut off.
 * grpc-js has no health checks by clients, but the hooks for them, which its outlier detection uses too.
 */
class ServingRoundRobin extends experimental.ChildLoadBalancerHandler {
  constructor(helper: Helper) {
    const replicas = new Set<WatchedReplica>()
    const judge = () => {
      const oneServes = replicas.values().some(replica => replica.serves)
      const usable = Map.groupBy(replicas, replica => replica.serves || !oneServes)
      // In this order, or there would be none for a moment.
      for (const replica of usable.get(true) ?? []) replica.use(true)
      for (const replica of usable.get(false) ?? []) replica.use(false)
    }
    const createSubchannel: Helper['createSubchannel'] = (...address) => {
      const replica = new WatchedReplica(helper.createSubchannel(...address), {
        changed: judge,
        gone: () => replicas.delete(replica),
      })
      replicas.add(replica)
      judge()
      return replica
    }
    super(experimental.createChildChannelControlHelper(helper, { createSubchannel }))
  }

  override updateAddressList(...[endpoints, , options, note]: Update): boolean {
    return super.updateAddressList(endpoints, ROUND_ROBIN, options, note)
  }

  override getTypeName(): string {
    return SERVING_ROUND_ROBIN
  }
}

class Config implements experimental.TypedLoadBalancingConfig {
  static createFromJson(): Config {
    return new Config()
  }

  getLoadBalancerName(): string {
    return SERVING_ROUND_ROBIN
  }

  toJsonObject(): object {
    return { [SERVING_ROUND_ROBIN]: {} }
  }
}

experimental.registerLoadBalancerType(SERVING_ROUND_ROBIN, ServingRoundRobin, Config)
