export { compareRuns } from './compare-runs.ts';
export { parseScores } from './parse-scores.ts';
export { bandsOf } from './reliability.ts';
export { renderComparison, renderReliability, renderTable } from './render-table.ts';
export { type DocumentScore, scoreDocument } from './score-document.ts';
export { summarise } from './summary.ts';
export { parseTruth, type Truth } from './truth.ts';
