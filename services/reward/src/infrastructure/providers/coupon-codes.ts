import { customAlphabet } from 'nanoid'
import type { Reward } from '../../domain/grant.ts'

/** Without characters that are taken for one another: 0 O, 1 I, 2 Z, 5 S, U V. */
const random = customAlphabet('346789ABCDEFGHJKLMNPQRTWXY', 16)

/** A coupon's code: 16 random letters and digits (75 bits, from the system's secure source). */
export function newCouponCode(): string {
  return random()
}

/** As many codes as the reward has coupons; none for other rewards. */
export function codesFor({ type, amount }: Reward, newCode: () => string): readonly string[] {
  return type === 'COUPON' ? Array.from({ length: amount }, newCode) : []
}
