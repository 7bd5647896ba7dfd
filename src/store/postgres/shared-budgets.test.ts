import { expect, it } from 'vitest';
import type { Database, Query } from './database.ts';
import { SharedBudgets } from './shared-budgets.ts';

it('does not forget a call that began to wait while a slice was on its way', async () => {
  let asked = Promise.withResolvers<() => void>();
  const answer = async (): Promise<void> => {
    (await asked.promise)();
    asked = Promise.withResolvers();
  };
  let held = 0;
  const query = (async (text: string, values: readonly number[]) => {
    if (!text.includes('budget_slices')) return [];
    held = values[4]!;
    return [{ held, others: 0 }];
  }) as unknown as Query;
  const relaxed: Pick<Database, 'transaction'> = {
    transaction: async (work) => {
      await new Promise<void>((done) => asked.resolve(done));
      return work({ query, once: query, again: false });
    },
  };
  const heard: string[] = [];
  const budgets = new SharedBudgets(
    { relaxed, presence: { id: 'one' } },
    { hear: (jobId) => heard.push(jobId), onWait: () => {} },
  );
  budgets.set('job', 1_000);
  const first = budgets.renew();
  expect(budgets.ask('job', 100)).toBe('wait');
  await answer();
  await first;
  expect(budgets.waits).toBe(true);
  const second = budgets.renew();
  await answer();
  await second;
  expect(heard).toEqual(['job']);
  expect(budgets.ask('job', 100)).toBe('yes');
  expect(budgets.waits).toBe(false);
});
