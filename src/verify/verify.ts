export { confidence, REVIEW_THRESHOLD, type Support } from './confidence.ts';
export { type LocateOptions, locateValues } from './locate-values.ts';
export { type Verification, type VerifyInput, verifyAnswer } from './verify-answer.ts';
