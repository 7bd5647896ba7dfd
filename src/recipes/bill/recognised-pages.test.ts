import { describe, expect, it } from 'vitest';
import { amounts, HEAD, run, scan } from '../../../test/support/run-bill.ts';

describe('recognised pages', () => {
  it('a number that only one reading makes consistent is taken, and always told', async () => {
    const outcome = await run(
      scan(`${HEAD}
ECG                            1    250.00       0.00     250.00
X-Ray                          1    400.00       0.00      40000
Grand Total                                               650.00`),
    );
    expect(amounts(outcome.data.bills[0]!)).toEqual(['250.00', '400.00']);
    expect(outcome.findings).toContainEqual(
      expect.objectContaining({
        code: 'ocr-corrected',
        path: 'bills[0].items[1].amount',
        expected: '400.00',
        actual: '40000',
      }),
    );
    expect(outcome.evidence.find((one) => one.path === 'bills[0].items[1].amount')).toMatchObject({
      match: 'fuzzy',
      quote: '40000',
    });
  });

  it('a row that could not be read is there, without certainty, with a finding of its own', async () => {
    const outcome = await run(
      scan(`${HEAD}
ECG                            1    250.00       0.00     250.00
X-Ray                          1    400.00       0.00     4@O.x0
Grand Total                                               650.00`),
    );
    expect(outcome.data.bills[0]?.items).toHaveLength(2);
    expect(outcome.findings).toContainEqual(
      expect.objectContaining({ code: 'row-unclear', severity: 'error', path: 'bills[0].items[1].amount' }),
    );
  });
});
