import type { Evidence } from '../domain/evidence.ts';
import type { Finding } from '../domain/finding.ts';
import type { DocumentResult } from '../domain/result.ts';
import type { SinkTable } from './table.ts';

/** Why a person has to look at a result. */
export type ReasonsOf = (result: DocumentResult) => {
  readonly findings: readonly Finding[];
  readonly uncertain: readonly Evidence[];
};

/** A table of what a person has to look at, for every recipe: a row for each ground, as `reasonsOf` names them. */
export function reviewTable(reasonsOf: ReasonsOf): SinkTable {
  return {
    name: 'review',
    columns: ['document', 'page', 'where', 'why', 'what', 'expected', 'actual', 'confidence'],
    texts: ['document'],
    *rows(result) {
      if (result.review !== 'needed') return;
      const document = result.document.name;
      const { findings, uncertain } = reasonsOf(result);
      for (const { code, path, message, expected, actual, pageNumber } of findings)
        yield { document, page: pageNumber, where: path, why: code, what: message, expected, actual };
      for (const { path, value, pageNumber, confidence } of uncertain) {
        yield {
          document,
          page: pageNumber,
          where: path,
          why: 'uncertain-value',
          what: pageNumber === null ? 'The value stands on no page' : 'The value was not read with certainty',
          actual: value,
          confidence,
        };
      }
    },
  };
}
