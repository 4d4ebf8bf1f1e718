import type { Life } from '@rewards/process'
import type { OutsidePorts, OutsideSettings } from '../provider-ports.ts'
import { openDispatcher } from './dispatcher.ts'

/** The way to the provider of these settings, if there is one. Its connections end with `life`. */
export function openOutside(
  settings: OutsideSettings | undefined,
  { onStop }: Pick<Life, 'onStop'>,
  ports: Pick<OutsidePorts, 'now' | 'stopping'>,
): OutsidePorts | undefined {
  if (!settings) return undefined
  const dispatcher = openDispatcher(settings.timeoutMs)
  onStop('connections to the provider', () => dispatcher.destroy())
  return { ...settings, ...ports, dispatcher }
}
