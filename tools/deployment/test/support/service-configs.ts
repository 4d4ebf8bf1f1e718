import type { Environment, ParsedConfig } from '@rewards/process'
import { readConfig as auth } from '../../../../services/auth/src/config.ts'
import { readConfig as condition } from '../../../../services/condition/src/config.ts'
import { readConfig as event } from '../../../../services/event/src/config.ts'
import { readConfig as gateway } from '../../../../services/gateway/src/config.ts'
import { readConfig as reward } from '../../../../services/reward/src/config.ts'

/** What every service's configuration has. */
export interface ServiceConfig {
  readonly host: string
  readonly port: number
  readonly stopWithinMs: number
}

type ReadConfig = (env: Environment) => ParsedConfig<ServiceConfig>

/** How each service reads its environment, by the service's name. */
export const CONFIGS: Readonly<Record<string, ReadConfig>> = { auth, condition, event, gateway, reward }
export const SERVICES = Object.keys(CONFIGS)
