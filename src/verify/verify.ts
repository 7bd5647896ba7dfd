export {
  checkIndianTaxes,
  checkLine,
  checkSum,
  checkTax,
  checkTotals,
  explainTotal,
  isRoundedTotal,
  type TotalExplanation,
} from './arithmetic.ts';
export type { ChargeRow, Charges, StatedAmount } from './charges.ts';
export { type ChargesVerdict, checkCharges } from './check-charges.ts';
export { confidence, REVIEW_THRESHOLD, type Support, withArithmetic } from './confidence.ts';
export { findDuplicates, type InvoiceIdentity, sameRow } from './duplicates.ts';
export { type LocateOptions, locateValues } from './locate-values.ts';
export { checkDates, checkIdentifiers } from './plausibility.ts';
export { type Verification, type VerifyInput, verifyAnswer } from './verify-answer.ts';
export { type ArithmeticVerdict, weighEvidence } from './weigh-evidence.ts';
