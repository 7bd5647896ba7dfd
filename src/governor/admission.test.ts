import { expect, test } from 'vitest';
import { createGovernor } from './create-governor.ts';
import type { CallRequest } from './governor.ts';
import type { GovernorClock } from './governor-options.ts';

/** Real timers, since nothing here waits for more than a lane's first pace. */
const clock: GovernorClock = {
  now: () => performance.now(),
  wallNow: Date.now,
  setTimer: (call, delayMs) => {
    const timer = setTimeout(call, Math.max(0, delayMs));
    return () => clearTimeout(timer);
  },
};

const call = (estimatedCostMicros: number): CallRequest => ({
  lanes: ['lane'],
  estimatedTokens: 100,
  estimatedCostMicros,
  jobId: 'job',
  kind: 'extract',
  priority: 'batch',
  begun: false,
});

test('calls that wait for room in the budget start when calls in flight turn out cheaper', async () => {
  const governor = createGovernor({ clock });
  governor.setBudget('job', 20_000, 0);
  const signal = new AbortController().signal;
  let held = 0;
  let most = 0;
  await Promise.all(
    Array.from({ length: 12 }, async () => {
      const permit = await governor.admit(call(6_300), signal);
      most = Math.max(most, ++held);
      await new Promise((resolve) => setImmediate(resolve));
      held--;
      permit.settle({ kind: 'answered', tokens: 100, costMicros: 1_100 });
    }),
  );
  expect(most).toBeLessThanOrEqual(3);
});

test('a call set aside for the budget ends on abort, and does not start when room comes', async () => {
  const governor = createGovernor({ clock });
  governor.setBudget('job', 10_000, 0);
  const first = await governor.admit(call(9_000), new AbortController().signal);
  const abort = new AbortController();
  const second = governor.admit(call(9_000), abort.signal);
  abort.abort();
  await expect(second).rejects.toMatchObject({ code: 'cancelled' });
  first.settle({ kind: 'answered', tokens: 100, costMicros: 0 });
  expect(governor.state()[0]).toMatchObject({ inFlight: 0, waiting: 0, sent: 1 });
});

test('a call that the budget can never take is refused at once', async () => {
  const governor = createGovernor({ clock });
  governor.setBudget('job', 10_000, 9_500);
  await expect(governor.admit(call(1_000), new AbortController().signal)).rejects.toMatchObject({
    code: 'budget-reached',
  });
});

test('a lane says why its calls fail until one is answered', async () => {
  let nowMs = 0;
  const setTimer: GovernorClock['setTimer'] = (wake, delayMs) => {
    const timer = setImmediate(() => {
      nowMs += delayMs;
      wake();
    });
    return () => clearImmediate(timer);
  };
  const governor = createGovernor({ clock: { now: () => nowMs, wallNow: () => nowMs, setTimer } });
  const trouble = { kind: 'trouble', reason: 'nothing listens' } as const;
  const send = () => governor.admit(call(1), new AbortController().signal);
  for (let failed = 0; failed < 5; failed++, nowMs += 1_000) (await send()).settle(trouble);
  expect(governor.state()[0]).toMatchObject({ breaker: 'open', trouble: 'nothing listens' });
  nowMs += 10_000;
  const probe = await send();
  nowMs += 1;
  probe.settle({ kind: 'answered', tokens: 100, costMicros: 0 });
  expect(governor.state()[0]).not.toHaveProperty('trouble');
});
