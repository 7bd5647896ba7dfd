import { expect, test } from 'vitest';
import { MemoryGate } from './memory-gate.ts';

function gateAt(readings: number[], active: number) {
  let nowMs = 0;
  let looks = 0;
  const gate = new MemoryGate(
    { throttleBytes: 100, limitBytes: 200 },
    () => readings[Math.min(looks++, readings.length - 1)]!,
    {
      elapsedMs: () => nowMs,
      sleep: async (ms, signal) => {
        if (signal.aborted) throw signal.reason;
        nowMs += ms;
      },
    },
  );
  return {
    pass: (signal = new AbortController().signal) => gate.pass(() => active, signal),
    looks: () => looks,
  };
}

test('below the threshold work starts at once', async () => {
  const { pass, looks } = gateAt([50], 3);
  await pass();
  expect(looks()).toBe(1);
});

test('above the threshold new work waits until memory falls, however long that takes', async () => {
  const { pass, looks } = gateAt([...Array<number>(5000).fill(150), 90], 1);
  await pass();
  expect(looks()).toBe(5001);
});

test('between threshold and limit one document at a time goes on, so that memory can fall', async () => {
  const { pass, looks } = gateAt([150], 0);
  await pass();
  expect(looks()).toBe(1);
});

test('above the limit nothing starts; with nothing in work it says so in the end', async () => {
  await expect(gateAt([250], 0).pass()).rejects.toMatchObject({ code: 'memory-exhausted' });
});

test('waiting ends on abort', async () => {
  const abort = new AbortController();
  abort.abort(new Error('stop'));
  await expect(gateAt([150], 1).pass(abort.signal)).rejects.toThrow('stop');
});
