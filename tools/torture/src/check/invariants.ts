import type { Invariant } from './invariant.ts'
import { acceptedSurvive } from './invariants/accepted-survive.ts'
import { answersAreTheContracts } from './invariants/answers-are-the-contracts.ts'
import { attemptsWereAskedFor } from './invariants/attempts-were-asked-for.ts'
import { booksAgree } from './invariants/books-agree.ts'
import { codesDiffer } from './invariants/codes-differ.ts'
import { conditionsDecide } from './invariants/conditions-decide.ts'
import { grantedAsAsked } from './invariants/granted-as-asked.ts'
import { grantedOfClaims } from './invariants/granted-of-claims.ts'
import { grantedOnce } from './invariants/granted-once.ts'
import { holdersAreGranted } from './invariants/holders-are-granted.ts'
import { neverOverStock } from './invariants/never-over-stock.ts'
import { nothingIsOwed } from './invariants/nothing-is-owed.ts'
import { oneClaimEach } from './invariants/one-claim-each.ts'
import { paidOnce } from './invariants/paid-once.ts'
import { refusalsAreOnRecord } from './invariants/refusals-are-on-record.ts'
import { sameKeySameAnswer } from './invariants/same-key-same-answer.ts'
import { soldOutIsTrue } from './invariants/sold-out-is-true.ts'
import { statesAreEarned } from './invariants/states-are-earned.ts'

/** All that must be so. A further invariant is one more line. */
export const INVARIANTS: readonly Invariant[] = [
  acceptedSurvive,
  attemptsWereAskedFor,
  oneClaimEach,
  sameKeySameAnswer,
  refusalsAreOnRecord,
  answersAreTheContracts,
  conditionsDecide,
  grantedOnce,
  paidOnce,
  booksAgree,
  codesDiffer,
  grantedAsAsked,
  grantedOfClaims,
  statesAreEarned,
  neverOverStock,
  holdersAreGranted,
  soldOutIsTrue,
  nothingIsOwed,
]
