import { expect, test } from 'vitest';
import type { ContentPart } from '../models/model.ts';
import { Problem } from '../problem/problem.ts';
import { BytesInFlight } from './bytes-in-flight.ts';
import { SharedPages } from './shared-pages.ts';

const signal = new AbortController().signal;
let made = 0;
const slice = async (): Promise<ContentPart[]> => {
  made++;
  return [{ type: 'pdf', bytes: new Uint8Array(100), pageCount: 1 }];
};

test('parts are made once, and anew when there was no memory to keep them', async () => {
  made = 0;
  const memory = new BytesInFlight(800);
  const pages = new SharedPages(memory);
  const [first, second] = await Promise.all([
    pages.content('a', slice, signal),
    pages.content('a', slice, signal),
  ]);
  expect(second).toBe(first);
  await pages.content('b', slice, signal);
  await pages.content('b', slice, signal);
  expect(made).toBe(2);
  // A quarter of 800 is kept by now.
  await pages.content('c', slice, signal);
  await pages.content('c', slice, signal);
  expect(made).toBe(4);
  pages.close();
  expect(memory.keep(200)).toBe(true);
});

test('who waits for parts makes them itself when the maker was called off, and shares its failure otherwise', async () => {
  made = 0;
  const pages = new SharedPages(new BytesInFlight(800));
  const fail = (code: 'cancelled' | 'page-unreadable') => async (): Promise<ContentPart[]> => {
    throw new Problem(code, { detail: 'It failed' });
  };
  const outcomes = await Promise.allSettled([
    pages.content('a', fail('cancelled'), signal),
    pages.content('a', slice, signal),
    pages.content('b', fail('page-unreadable'), signal),
    pages.content('b', slice, signal),
  ]);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'rejected', 'rejected']);
  expect(made).toBe(1);
});
