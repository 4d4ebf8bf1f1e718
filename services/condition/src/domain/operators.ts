/** The whole numbers that an operator allows, both ends included. */
export interface Allowed {
  readonly least: number
  readonly most: number
}

const ANY = Number.POSITIVE_INFINITY

/** The one table of operators: `measured <operator> wanted`, as the numbers that `wanted` allows. */
const OPERATORS = {
  '==': wanted => ({ least: wanted, most: wanted }),
  '>': wanted => ({ least: wanted + 1, most: ANY }),
  '>=': wanted => ({ least: wanted, most: ANY }),
  '<': wanted => ({ least: -ANY, most: wanted - 1 }),
  '<=': wanted => ({ least: -ANY, most: wanted }),
} as const satisfies Record<string, (wanted: number) => Allowed>

/** What `measured` is compared with `wanted` by. */
export type Operator = keyof typeof OPERATORS

/** Every operator, in the order in which they are offered. */
export const OPERATOR_NAMES = Object.keys(OPERATORS) as readonly Operator[]

/** Which whole numbers meet `<operator> wanted`. */
export function allowedBy(operator: Operator, wanted: number): Allowed {
  return OPERATORS[operator](wanted)
}
