import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { hashedVector } from '../../passages/hashed-vector.ts';
import type { KeptPassage, RetrievalStore } from '../retrieval.ts';
import { createSqliteRetrieval } from './sqlite-retrieval.ts';

let folder: string;
let store: RetrievalStore;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'leafcutter-retrieval-'));
  store = createSqliteRetrieval(join(folder, 'passages.db'));
});
afterAll(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

const passage = (id: string, text: string): KeptPassage => ({ id, pageNumber: 3, section: 'One', text });
const space = 'test/words';
async function fill(collection: string, passages: readonly KeptPassage[]): Promise<void> {
  await store.add(collection, passages);
  await store.addVectors(collection, {
    space,
    vectors: new Map(passages.map(({ id, text }) => [id, hashedVector(text)])),
  });
}
const near = (collection: string, query: string) =>
  store.nearest(collection, { space, vector: hashedVector(query) }, 5);

it('finds by words and by vectors, in the collection that is asked and no other', async () => {
  await fill('mine', [
    passage('a', 'A matrix has rows and columns.'),
    passage('b', 'Boats carry the harvest.'),
  ]);
  await fill('yours', [passage('a', 'Another matrix of yours.')]);
  expect((await store.matching('mine', 'matrix', 5)).map(({ text }) => text)).toEqual([
    'A matrix has rows and columns.',
  ]);
  expect((await store.matching('mine', '"; DROP matrix* (OR', 5)).map(({ id }) => id)).toEqual(['a']);
  expect(await store.matching('mine', '!!', 5)).toEqual([]);
  // Another form of the word, misspelt: vectors meet where words do not.
  expect((await near('mine', 'harvvest boat'))[0]).toEqual(passage('b', 'Boats carry the harvest.'));
  expect(await near('yours', 'harvest')).toHaveLength(1);
});

it('forgets what is not kept, in both ranks, and takes the same again once', async () => {
  await fill('turn', [passage('x', 'Old wheels turn.'), passage('y', 'New wheels stand.')]);
  await store.keepOnly('turn', new Set(['y']));
  expect([...(await store.ids('turn'))]).toEqual(['y']);
  expect((await store.matching('turn', 'wheels', 5)).map(({ id }) => id)).toEqual(['y']);
  expect((await near('turn', 'wheels')).map(({ id }) => id)).toEqual(['y']);
  await fill('turn', [passage('y', 'New wheels stand.')]);
  expect([...(await store.idsInSpace('turn', space))]).toEqual(['y']);
  expect(await store.idsInSpace('turn', 'another')).toEqual(new Set());
});
