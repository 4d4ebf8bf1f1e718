import { RewardsError } from '@rewards/errors'

/** The one document that all processes of the service read. */
export const SIMULATION_ID = 'simulation'

/** Throws failed_precondition SIMULATOR_OFF where there is no simulator. */
export function requireSimulator(simulatorOn: boolean): void {
  if (simulatorOn) return
  const message = 'the simulator is off here; REWARDS_SIMULATOR=true turns it on'
  throw new RewardsError('failed_precondition', 'SIMULATOR_OFF', message)
}
