import fc from 'fast-check'

/** The n-th input of a seed: the same always. Every other one is drawn towards edges: what is least, most and empty. */
export function inputOf<T>(inputs: fc.Arbitrary<T>, seed: number, n: number): T {
  const drawn = n % 2 === 0 ? fc.noBias(inputs) : inputs
  const [input] = fc.sample(drawn, { seed: mixed(seed, n), numRuns: 1 })
  return input as T
}

/** So that the inputs of neighbouring seeds have nothing in common. */
function mixed(seed: number, n: number): number {
  return Math.imul(Math.imul(seed | 0, 0x9e3779b1) ^ (n + 1), 0x85ebca6b) | 0
}
