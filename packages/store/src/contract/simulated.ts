import { realSurroundings, type Surroundings } from '../surroundings.ts'

/** Time that passes only while somebody sleeps, and then at once. */
export function simulatedSurroundings(): Surroundings {
  let time = 0
  return {
    ...realSurroundings(),
    now: () => time,
    sleep: async ms => {
      time += ms
    },
    random: () => 0.5,
  }
}
