import { getEventListeners } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { Problem } from '../problem/problem.ts';
import { startAttempt } from './attempt.ts';

const never = new Promise<never>(() => {});

function start(caller: AbortSignal, timeoutMs = 60_000) {
  return startAttempt({ caller, timeoutMs, model: 'gemini/x' });
}

describe('startAttempt', () => {
  it('rejects work that cannot be aborted as soon as the caller cancels', async () => {
    const caller = new AbortController();
    using attempt = start(caller.signal);
    const raced = attempt.race(never);
    caller.abort();
    await expect(raced).rejects.toMatchObject({ code: 'cancelled' });
    await expect(attempt.race(never)).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('times out with model-timeout', async () => {
    vi.useFakeTimers();
    try {
      using attempt = start(new AbortController().signal, 5_000);
      const raced = attempt.race(never);
      vi.advanceTimersByTime(4_999);
      expect(attempt.signal.aborted).toBe(false);
      vi.advanceTimersByTime(1);
      await expect(raced).rejects.toMatchObject({ code: 'model-timeout' });
    } finally {
      vi.useRealTimers();
    }
  });

  it.each([
    [new Problem('deadline-passed', { detail: 'too long' }), 'deadline-passed'],
    [new DOMException('late', 'TimeoutError'), 'model-timeout'],
    [undefined, 'cancelled'],
  ])("turns the caller's reason %s into %s", (reason, code) => {
    const caller = new AbortController();
    caller.abort(reason);
    using attempt = start(caller.signal);
    expect(attempt.signal.reason).toMatchObject({ code });
  });

  it('leaves nothing on the signals once it is over', async () => {
    const caller = new AbortController();
    {
      using attempt = start(caller.signal);
      await attempt.race(Promise.resolve(1));
      expect(getEventListeners(attempt.signal, 'abort')).toHaveLength(0);
    }
    expect(getEventListeners(caller.signal, 'abort')).toHaveLength(0);
  });
});
