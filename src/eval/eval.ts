export { type Comparison, compareRuns, type FactChange } from './compare-runs.ts';
export { renderComparison, renderTable } from './render-table.ts';
export {
  type DocumentScore,
  type FactScore,
  type ScoreOptions,
  scoreDocument,
  type Verdict,
} from './score-document.ts';
export { type FactSummary, type LineSummary, type Summary, summarise } from './summary.ts';
export { parseTruth, type Truth } from './truth.ts';
