import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Finding } from '../../src/domain/finding.ts';
import type { PageText } from '../../src/domain/page-text.ts';
import { checkCharges, locateValues, verifyAnswer } from '../../src/verify/verify.ts';
import { type GeneratedAnswer, generateDocument, randomFrom } from './generated-document.ts';
import { PLANTED_ERRORS, type PlantedError, plant } from './planted-error.ts';

/** Judges an answer the way a recipe and the engine do together. */
function verify(
  answer: GeneratedAnswer,
  pages: readonly PageText[],
): { accepted: boolean; findings: readonly Finding[] } {
  const evidence = locateValues(answer, pages, { origin: 'model' });
  const stated = (path: string, amount: string | null) => (amount === null ? null : { path, amount });
  const { findings } = checkCharges(
    {
      pageNumbers: [],
      rows: answer.items.map((item, at) => ({ ...item, path: `items[${at}]`, pageNumber: item.page_number })),
      subTotals: answer.sub_totals.map((one, at) => ({
        ...one,
        path: `sub_totals[${at}].amount`,
        pageNumber: one.page_number,
      })),
      taxes: answer.taxes.map((one, at) => ({ ...one, path: `taxes[${at}].amount` })),
      discounts: answer.discounts.map((one, at) => ({ ...one, path: `discounts[${at}].amount` })),
      roundOff: stated('round_off', answer.round_off),
      net: stated('net', answer.net),
      total: stated('total', answer.total),
    },
    pages,
  );
  return verifyAnswer({ value: answer, schema: z.unknown(), evidence, pages, origin: 'model', findings });
}

const DOCUMENTS = 100;

describe.each([
  { kind: 'text layer', recognised: false, seeds: 1 },
  { kind: 'recognised', recognised: true, seeds: 5001 },
])('errors planted into the right answers of 100 made-up documents ($kind)', ({ recognised, seeds }) => {
  const documents = Array.from({ length: DOCUMENTS }, (_, at) =>
    generateDocument({ seed: seeds + at, recognised }),
  );

  it('leaves at least 97 % of the right answers unmarked', () => {
    const marked = documents.filter(({ answer, pages }) => !verify(answer, pages).accepted);
    const names = marked.map(({ style, answer, pages }) => `${style}: ${firstError(answer, pages)}`);
    expect(marked.length, names.join('\n')).toBeLessThanOrEqual(DOCUMENTS * 0.03);
  });

  it('marks at least 99 % of the planted errors', () => {
    const missed: string[] = [];
    const planted = new Map<PlantedError, number>();
    for (const [at, document] of documents.entries()) {
      const random = randomFrom(seeds * 7 + at);
      for (const error of PLANTED_ERRORS) {
        const answer = plant(error, document, random);
        if (!answer) continue;
        planted.set(error, (planted.get(error) ?? 0) + 1);
        if (verify(answer, document.pages).accepted)
          missed.push(`${error} in document ${at} (${document.style})`);
      }
    }
    const total = [...planted.values()].reduce((sum, count) => sum + count, 0);
    for (const error of PLANTED_ERRORS) expect(planted.get(error) ?? 0, error).toBeGreaterThan(20);
    console.info(`${total - missed.length} of ${total} planted errors marked`, Object.fromEntries(planted));
    expect(missed.length, missed.join('\n')).toBeLessThanOrEqual(total * 0.01);
  });
});

function firstError(answer: GeneratedAnswer, pages: readonly PageText[]): string {
  const error = verify(answer, pages).findings.find(({ severity }) => severity === 'error');
  return JSON.stringify(error);
}
