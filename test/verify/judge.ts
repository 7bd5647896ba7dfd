import { z } from 'zod';
import type { Finding } from '../../src/domain/finding.ts';
import type { PageText } from '../../src/domain/page-text.ts';
import {
  checkCharges,
  locateValues,
  REVIEW_THRESHOLD,
  verifyAnswer,
  weighEvidence,
} from '../../src/verify/verify.ts';
import type { GeneratedAnswer } from './generated-document.ts';

export interface Judgement {
  /** True when the answer goes to a person, or to the next model: an error, or a value of too little confidence. */
  readonly marked: boolean;
  readonly findings: readonly Finding[];
  /** Paths of values below the review threshold. */
  readonly doubtful: readonly string[];
}

/** Judges an answer the way a recipe's check and the engine do together. */
export function judge(answer: GeneratedAnswer, pages: readonly PageText[]): Judgement {
  // What a label, a rate or an empty fact says is not asked for on the page.
  const evidence = locateValues(answer, pages, {
    origin: 'model',
    evidencePaths: [
      'seller',
      'number',
      'date',
      'items[]',
      'sub_totals[].amount',
      ...(answer.taxes.some(({ rate }) => rate === '') ? [] : ['taxes[].amount']),
      'net',
      'total',
    ],
  });
  const stated = (path: string, amount: string | null) => (amount === null ? null : { path, amount });
  const verdict = checkCharges(
    {
      pageNumbers: [],
      rows: answer.items.map((item, at) => ({
        ...item,
        path: `items[${at}]`,
        pageNumber: item.page_number || null,
      })),
      subTotals: answer.sub_totals.map((one, at) => ({
        ...one,
        path: `sub_totals[${at}].amount`,
        pageNumber: one.page_number,
      })),
      taxes: answer.taxes.map((one, at) => ({
        label: one.label,
        amount: one.amount,
        path: `taxes[${at}].amount`,
      })),
      discounts: answer.discounts.map((one, at) => ({ ...one, path: `discounts[${at}].amount` })),
      charges: (answer.charges ?? []).map((one, at) => ({ ...one, path: `charges[${at}].amount` })),
      roundOff: stated('round_off', answer.round_off),
      net: stated('net', answer.net),
      total: stated('total', answer.total),
    },
    pages,
  );
  const { accepted, findings } = verifyAnswer({
    value: answer,
    schema: z.unknown(),
    evidence,
    pages,
    origin: 'model',
    findings: verdict.findings,
  });
  const doubtful = weighEvidence(evidence, verdict)
    .filter(({ confidence, value }) => confidence < REVIEW_THRESHOLD && Number(value) !== 0)
    .map(({ path }) => path);
  return { marked: !accepted || doubtful.length > 0, findings, doubtful };
}
