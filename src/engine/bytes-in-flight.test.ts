import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BytesInFlight } from './bytes-in-flight.ts';

const never = new AbortController().signal;

test('what is in flight never passes the bound, except for one request that is larger by itself', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 150 }), { maxLength: 40 }), async (sizes) => {
      const bytes = new BytesInFlight(100);
      let held = 0;
      let running = 0;
      await Promise.all(
        sizes.map((size) =>
          bytes.run(
            size,
            async () => {
              held += size;
              running++;
              expect(held <= 100 || running === 1).toBe(true);
              await new Promise((resolve) => setImmediate(resolve));
              held -= size;
              running--;
            },
            never,
          ),
        ),
      );
      expect(bytes.held).toBe(0);
    }),
    { numRuns: 50 },
  );
});

test('waiting ends on abort, and those behind go on', async () => {
  const bytes = new BytesInFlight(100);
  let end: () => void = () => {};
  const first = bytes.run(90, () => new Promise<void>((resolve) => (end = resolve)), never);
  const abort = new AbortController();
  const second = bytes.run(50, async () => {}, abort.signal);
  const third = bytes.run(10, async () => 'done', never);
  abort.abort(new Error('stop'));
  await expect(second).rejects.toThrow('stop');
  expect(await third).toBe('done');
  end();
  await first;
});
