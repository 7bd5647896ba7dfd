import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ResultBody } from '../../src/client/client.ts';
import { computedPatterns, patternOf } from '../../web/document/computed-paths.ts';
import { isWithin, leavesOf, spoken, valueAt } from '../../web/document/paths.ts';
import { reviewItems } from '../../web/document/review-items.ts';

const data = {
  bills: [
    {
      items: [
        { name: 'Dressing', amount: '90.00' },
        { name: 'HbA1c', amount: null },
      ],
      seller: 'Lakeside',
      printed_total: '100.00',
    },
  ],
};

describe('paths', () => {
  it('lists single values before lists, and finds each again', () => {
    const paths = leavesOf(data).map(({ path }) => path);
    expect(paths).toEqual([
      'bills[0].seller',
      'bills[0].printed_total',
      'bills[0].items[0].name',
      'bills[0].items[0].amount',
      'bills[0].items[1].name',
      'bills[0].items[1].amount',
    ]);
  });

  it('leads to every value of any data', () => {
    const tree = fc.letrec((tie) => ({
      node: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom(null, true, '1.00', 7),
        fc.array(tie('node'), { maxLength: 3 }),
        fc.dictionary(fc.stringMatching(/^[a-z_]{1,6}$/), tie('node'), { maxKeys: 3, noNullPrototype: true }),
      ),
    })).node;
    fc.assert(
      fc.property(tree, (value) => {
        for (const leaf of leavesOf({ top: value })) {
          expect(valueAt({ top: value }, leaf.path)).toBe(leaf.value);
          expect(isWithin(leaf.path, 'top')).toBe(true);
        }
      }),
    );
  });

  it('are spoken as people count', () => {
    expect(spoken('bills[0].items[3].amount')).toBe('Bill 1, item 4, amount');
    expect(isWithin('bills[10].x', 'bills[1]')).toBe(false);
  });
});

describe('what is to be reviewed', () => {
  const evidence = (path: string, match: 'exact' | 'none', origin: 'rules' | 'person' = 'rules') => ({
    path,
    value: String(valueAt(data, path)),
    page_number: 1,
    box: null,
    quote: null,
    match,
    confidence: match === 'none' ? 0 : 1,
    origin,
  });
  const result = (change: Partial<ResultBody>) =>
    ({ data, evidence: [], findings: [], ...change }) as unknown as ResultBody;

  it('is what nothing proves and what is found wrong, in the order in which it is shown', () => {
    const items = reviewItems(
      result({
        evidence: [
          evidence('bills[0].items[0].amount', 'none'),
          evidence('bills[0].seller', 'exact'),
          evidence('bills[0].items[0].name', 'none', 'person'),
          evidence('bills[0].items[1].amount', 'none'),
        ],
        findings: [
          { code: 'a', severity: 'warning', path: 'bills[0].items[1]', message: 'odd' },
          { code: 'b', severity: 'error', path: 'bills[0].printed_total', message: 'wrong', page_number: 2 },
          { code: 'c', severity: 'info', path: 'bills[0].seller', message: 'by the way' },
        ],
      }),
    );
    expect(items).toEqual([
      { path: 'bills[0].printed_total', reasons: ['wrong'], severity: 'error', pageNumber: 2 },
      {
        path: 'bills[0].items[0].amount',
        reasons: ['Not found on the page'],
        severity: 'error',
        pageNumber: 1,
      },
      { path: 'bills[0].items[1]', reasons: ['odd'], severity: 'warning', pageNumber: null },
    ]);
  });
});

it('knows what a schema calls computed, wherever it stands', () => {
  const schema = {
    properties: {
      bills: {
        items: {
          properties: { total: { anyOf: [{ type: 'string' }], readOnly: true }, name: { type: 'string' } },
        },
      },
    },
  };
  const patterns = computedPatterns(schema);
  expect(patterns.has(patternOf('bills[12].total'))).toBe(true);
  expect(patterns.has(patternOf('bills[12].name'))).toBe(false);
});
