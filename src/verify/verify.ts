export type { ChargeRow, Charges, StatedAmount } from './charges.ts';
export { type ChargesVerdict, checkCharges, sameRow } from './check-charges.ts';
export { confidence, REVIEW_THRESHOLD, type Support } from './confidence.ts';
export { type LocateOptions, locateValues } from './locate-values.ts';
export { type Verification, type VerifyInput, verifyAnswer } from './verify-answer.ts';
