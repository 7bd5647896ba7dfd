import { expect, test } from 'vitest';
import { Places } from './places.ts';

const never = new AbortController().signal;

/** Work that ends when told, in the order it was started. */
function handWork() {
  const ends: (() => void)[] = [];
  return {
    work: () => new Promise<void>((resolve) => ends.push(resolve)),
    end: () => ends.shift()?.(),
    started: () => ends.length,
  };
}

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

test('no more than the limit run at once, the rest in order', async () => {
  const places = new Places(2);
  const { work, end, started } = handWork();
  const all = [1, 2, 3].map(() => places.run(work, never));
  await settled();
  expect(started()).toBe(2);
  end();
  await settled();
  expect(places.held).toBe(2);
  end();
  end();
  await Promise.all(all);
  expect(places.held).toBe(0);
});

test('a lowered limit keeps holders and starts nothing until enough have ended; a raised one starts at once', async () => {
  const places = new Places(3);
  const { work, end, started } = handWork();
  const all = [1, 2, 3, 4, 5].map(() => places.run(work, never));
  await settled();
  places.limit = 1;
  end();
  end();
  await settled();
  expect(places.held).toBe(1);
  expect(started()).toBe(1);
  places.limit = 5;
  await settled();
  expect(places.held).toBe(3);
  for (let i = 0; i < 3; i++) end();
  await Promise.all(all);
});

test('waiting ends on abort and leaves no place behind; failing work frees its place', async () => {
  const places = new Places(1);
  const { work, end } = handWork();
  const first = places.run(work, never);
  const abort = new AbortController();
  const second = places.run(work, abort.signal);
  abort.abort();
  await expect(second).rejects.toMatchObject({ code: 'cancelled' });
  end();
  await first;
  await expect(places.run(() => Promise.reject(new Error('broken')), never)).rejects.toThrow('broken');
  expect(places.held).toBe(0);
});
