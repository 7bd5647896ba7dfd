import { expect, test } from 'vitest';
import { z } from 'zod';
import type { DocumentResult, ResultDocument } from '../domain/result.ts';
import { defineRecipe, type Recipe } from '../recipes/recipe.ts';
import { SameInJob } from './same-in-job.ts';

const recipe = defineRecipe<object, string[]>({
  name: 'numbers',
  version: '1',
  description: 'Numbers of papers',
  options: z.object({}),
  result: z.array(z.string()),
  tables: [],
  identities: (numbers) => numbers.map((key, index) => ({ path: `[${index}]`, key })),
  run: async () => ({ data: [], evidence: [], findings: [], pages: [] }),
}) as Recipe;

const named = (name: string): ResultDocument => ({ id: name, name, sha256: name, pages: 1, bytes: 1 });

function openScene() {
  const kept = new Map<string, Uint8Array>();
  const results = new Map<string, string[] | null>();
  const store = {
    getDerived: async (key: string) => kept.get(key) ?? null,
    putDerived: async (key: string, bytes: Uint8Array) => void kept.set(key, bytes),
    getResult: async (id: string) =>
      results.has(id) ? ({ data: results.get(id) } as unknown as DocumentResult) : null,
  };
  const { signal: stopping } = new AbortController();
  return { results, open: (jobId = 'job') => new SameInJob({ store, jobId, stopping }) };
}

test('the later document is told which one was first, however many end at once', async () => {
  const same = openScene().open();
  const found = await Promise.all(['a', 'b', 'c'].map((name) => same.find(recipe, named(name), ['x', name])));
  expect(found[0]).toEqual([]);
  for (const findings of found.slice(1)) {
    expect(findings).toMatchObject([{ code: 'duplicate-entry', path: '[0]', actual: 'a' }]);
  }
});

test('a later run knows it, another job does not, and no document repeats itself', async () => {
  const { open } = openScene();
  expect(await open().find(recipe, named('a'), ['x', 'x'])).toEqual([]);
  expect(await open().find(recipe, named('a'), ['x'])).toEqual([]);
  expect(await open().find(recipe, named('b'), ['x'])).toHaveLength(1);
  expect(await open('other').find(recipe, named('b'), ['x'])).toEqual([]);
});

test('a document that holds it no more is not the first', async () => {
  const { results, open } = openScene();
  await open().find(recipe, named('a'), ['x']);
  results.set('a', ['y']);
  expect(await open().find(recipe, named('b'), ['x'])).toEqual([]);
  results.set('b', ['x']);
  expect(await open().find(recipe, named('c'), ['x'])).toMatchObject([{ actual: 'b' }]);
});

test("bytes are one document's until it is released; then its result is there for the others", async () => {
  const same = openScene().open();
  expect(same.hold('a', 'bytes')).toBeNull();
  expect(same.hold('x', 'other bytes')).toBeNull();
  let hasEnded = false;
  const waiting = same.hold('b', 'bytes')?.then(() => {
    hasEnded = true;
  });
  same.release('x');
  same.release('b');
  await Promise.resolve();
  expect(hasEnded).toBe(false);
  same.release('a');
  await waiting;
  expect(same.hold('c', 'bytes')).toBeNull();
});
