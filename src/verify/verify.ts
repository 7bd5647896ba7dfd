export type { Charges, StatedAmount } from './charges.ts';
export { checkCharges } from './check-charges.ts';
export { REVIEW_THRESHOLD } from './confidence.ts';
export { locateValues } from './locate-values.ts';
export { verifyAnswer } from './verify-answer.ts';
export { weighEvidence } from './weigh-evidence.ts';
