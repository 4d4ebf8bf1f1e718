import type { ConditionType } from '../condition-type.ts'
import { countFacts } from '../count-facts.ts'
import { OPERATOR_NAMES } from '../operators.ts'

/** How many times the user bought something, or one product. */
export const purchaseCount: ConditionType = {
  name: 'PURCHASE_COUNT',
  description: 'How many times the user bought something.',
  activityType: 'PURCHASE',
  operators: OPERATOR_NAMES,
  wanted: { min: 0, max: 1_000_000 },
  parameters: [
    {
      name: 'product_id',
      required: false,
      description: 'Only purchases of this product count; without it, all.',
    },
  ],
  unit: { one: 'purchase', many: 'purchases' },
  measure: countFacts('PURCHASE'),
}
