import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Problem } from '../../problem/problem.ts';
import { openPresence } from './presence.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('lets go of a job later where the server is gone for longer than it is waited for', async () => {
  let isThere = false;
  const left: unknown[] = [];
  const query = async (text: string, values: readonly unknown[] = []): Promise<never[]> => {
    if (!text.startsWith('DELETE FROM job_runs')) return [];
    if (!isThere) throw new Problem('store-unavailable', { detail: 'Gone' });
    left.push(values);
    return [];
  };
  const presence = await openPresence({ relaxed: { query }, database: { query } }, 'me');
  await presence.leave('one');
  await presence.leave('two');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(left).toEqual([]);
  isThere = true;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(left).toEqual([['me', ['one', 'two']]]);
  await presence.leave('three');
  expect(left.at(-1)).toEqual(['me', ['three']]);
  await presence.close();
});
