import { expect, test } from 'vitest';
import { bandsOf } from './reliability.ts';
import { renderReliability } from './render-table.ts';

test('confidence that is always right is no error, confidence that is wrong is one', () => {
  const honest = Array.from({ length: 10 }, (_, at) => ({ said: 0.9, right: at > 0 }));
  expect(bandsOf(honest)).toMatchObject({ error: expect.closeTo(0), brier: expect.closeTo(0.09) });
  const vain = honest.map(({ said }) => ({ said, right: false }));
  expect(bandsOf(vain)).toMatchObject({ error: expect.closeTo(0.9), brier: expect.closeTo(0.81) });
});

test('bands tell how many values they hold and how many were right', () => {
  const { bands } = bandsOf([
    { said: 0.2, right: false },
    { said: 0.99, right: true },
    { said: 1, right: false },
  ]);
  expect(bands.map(({ from, values, right }) => [from, values, right])).toEqual([
    [0, 1, 0],
    [0.98, 2, 1],
  ]);
  expect(renderReliability(bandsOf([{ said: 0.2, right: false }])).join('\n')).toContain('0.00 to 1.00');
});
