/** How many mutants may be tried side by side; each works on a copy of the repository. */
export const LANES = { min: 1, max: 64 } as const
