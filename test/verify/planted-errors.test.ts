import { describe, expect, it } from 'vitest';
import type { PageText } from '../../src/domain/page-text.ts';
import { type GeneratedAnswer, generateDocument, randomFrom } from './generated-document.ts';
import { judge } from './judge.ts';
import { PLANTED_ERRORS, type PlantedError, plant } from './planted-error.ts';

const DOCUMENTS = 100;

describe.each([
  { kind: 'text layer', recognised: false, seeds: 1 },
  { kind: 'recognised', recognised: true, seeds: 5001 },
])('errors planted into the right answers of 100 made-up documents ($kind)', ({ recognised, seeds }) => {
  const documents = Array.from({ length: DOCUMENTS }, (_, at) =>
    generateDocument({ seed: seeds + at, recognised }),
  );

  it('leaves at least 97 % of the right answers unmarked', () => {
    const marked = documents.filter(({ answer, pages }) => judge(answer, pages).marked);
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
        if (!judge(answer, document.pages).marked)
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
  const { findings, doubtful } = judge(answer, pages);
  return `${JSON.stringify(findings.find(({ severity }) => severity === 'error'))} ${doubtful.join()}`;
}
