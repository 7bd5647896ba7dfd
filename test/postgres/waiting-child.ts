/**
 * A process that does nothing but wait for what it shares: for its turn within a quota, for money of a budget, and for the word of
 * who learns a lane for all. Prints what it was let begin. Arguments: the address of the database, `quota`, `budget` or `word`.
 */
import { performance } from 'node:perf_hooks';
import { createGovernor } from '../../src/governor/create-governor.ts';
import { LearntLanes } from '../../src/governor/learnt-lanes.ts';
import { shareLimits } from '../../src/governor/share-limits.ts';
import { LaneExchange } from '../../src/store/postgres/lane-exchange.ts';
import { openPostgresStore } from '../../src/store/postgres/postgres-store.ts';
import { SharedLimitsOfStore } from '../../src/store/postgres/shared-limits.ts';

const [, , url = '', what = ''] = process.argv;
const postgres = await openPostgresStore({ url });
const timer = (call: () => void, ms: number) => setTimeout(call, Math.max(0, ms));
const clock = (holds: boolean) => ({
  now: () => performance.now(),
  wallNow: Date.now,
  setTimer(call: () => void, ms: number) {
    const set = holds ? timer(call, ms) : timer(call, ms).unref();
    return () => clearTimeout(set);
  },
});
const shared = shareLimits(
  // A call a second: the second one waits for a grant with nothing else to do.
  new SharedLimitsOfStore(postgres, what === 'quota' ? { requestsPerMinute: 60 } : {}),
  new LearntLanes(new LaneExchange(postgres), clock(false)),
);
const governor = createGovernor({ clock: clock(true), shared });
if (what === 'budget') {
  const { store } = postgres;
  await store.openJob({ id: 'waiting', key: 'waiting', recipe: 'bill', recipeVersion: '1', spec: {} });
  governor.setBudget('waiting', 1_000, 0);
}
const { signal } = new AbortController();
for (let call = 0; call < 2; call++) {
  const permit = await governor.admit(
    {
      ...{
        lanes: [`waiting-${what}`],
        estimatedTokens: 10,
        jobId: 'waiting',
        kind: 'extract',
        priority: 'batch',
      },
      ...{ begun: false, estimatedCostMicros: 100 },
    } as const,
    signal,
  );
  process.stdout.write(`${call} `);
  permit.settle({ kind: 'answered', tokens: 10, costMicros: 0 });
}
process.stdout.write('all');
// No end by force: a process whose work is done ends by itself.
shared.close();
await postgres.store.close();
