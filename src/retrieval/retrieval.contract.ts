import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isProblem } from '../problem/problem.ts';
import type { KeptPassage, RetrievalStore } from './retrieval.ts';

/** Something to try a retrieval with: several connections to the same passages. */
export interface RetrievalHarness {
  readonly store: RetrievalStore;
  /** Another connection to the same passages, as another process has it; whoever opens it closes it. */
  connect(): Promise<RetrievalStore>;
  dispose(): Promise<void>;
}

/** How many cases every retrieval has to pass: one that is not run would show. */
export const RETRIEVAL_CASES = 18;

const SPACE = 'test/space';
const passage = (id: string, text: string, section = 'One'): KeptPassage => ({
  id,
  pageNumber: 3,
  section,
  text,
});
const idsOf = (passages: readonly KeptPassage[]): string[] => passages.map(({ id }) => id);
const vector = (...numbers: number[]): Float32Array => Float32Array.from(numbers);

/** Numbers between -1 and 1 that are the same at every run. */
function* numbersFrom(seed: number): Generator<number, never> {
  for (let state = seed; ; ) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state / 2 ** 31 - 1;
  }
}

function cosine(one: Float32Array, other: Float32Array): number {
  const product = (a: Float32Array, b: Float32Array) =>
    a.reduce((sum, number, at) => sum + number * b[at]!, 0);
  return product(one, other) / Math.sqrt(product(one, one) * product(other, other));
}

type Case = (store: RetrievalStore, collection: string, harness: RetrievalHarness) => Promise<void>;

async function place(
  store: RetrievalStore,
  collection: string,
  vectors: Readonly<Record<string, Float32Array>>,
): Promise<void> {
  await store.add(
    collection,
    Object.keys(vectors).map((id) => passage(id, `Text of ${id}`)),
  );
  await store.addVectors(collection, { space: SPACE, vectors: new Map(Object.entries(vectors)) });
}

const CASES: Readonly<Record<string, Case>> = {
  async 'finds by words, the whole passage, in the collection that is asked and no other'(store, mine) {
    const yours = `${mine}-yours`;
    const matrix = passage('a', 'A matrix has rows and columns.');
    await store.add(mine, [matrix, passage('b', 'Boats carry the harvest.')]);
    await store.add(yours, [passage('a', 'Another matrix of yours.'), passage('c', 'A third matrix.')]);
    expect(await store.matching(mine, 'matrix', 5)).toEqual([matrix]);
    expect(idsOf(await store.matching(yours, 'matrix', 5)).toSorted()).toEqual(['a', 'c']);
    expect(await store.matching(`${mine}-nobody`, 'matrix', 5)).toEqual([]);
  },
  async 'finds words in other forms, other letter cases and without accents'(store, mine) {
    await store.add(mine, [
      passage('boats', 'Boats carry the harvest.'),
      passage('cafe', 'Le CAFÉ est fermé.'),
      passage('street', 'Die Übergänge der Straßenbahn.'),
    ]);
    expect(idsOf(await store.matching(mine, 'boat', 5))).toEqual(['boats']);
    expect(idsOf(await store.matching(mine, 'CARRYING', 5))).toEqual(['boats']);
    expect(idsOf(await store.matching(mine, 'cafe', 5))).toEqual(['cafe']);
    expect(idsOf(await store.matching(mine, 'fermé', 5))).toEqual(['cafe']);
    expect(idsOf(await store.matching(mine, 'übergange', 5))).toEqual(['street']);
  },
  async 'finds words that are often stop words, where they are all that is asked'(store, mine) {
    await store.add(mine, [passage('a', 'To be or not to be.'), passage('b', 'Boats carry.')]);
    expect(idsOf(await store.matching(mine, 'not', 5))).toEqual(['a']);
  },
  async 'prefers what holds more of the words, and the rarer of two'(store, mine) {
    await store.add(mine, [
      ...Array.from({ length: 6 }, (_, index) =>
        passage(`c${index}`, `The common word stands here ${index}.`),
      ),
      ...Array.from({ length: 14 }, (_, index) =>
        passage(`n${index}`, `Nothing of it stands here ${index}.`),
      ),
      passage('rare', 'The peculiar word stands here too.'),
      passage('both', 'The peculiar and common word stands here.'),
    ]);
    expect(idsOf(await store.matching(mine, 'common peculiar', 3)).slice(0, 2)).toEqual(['both', 'rare']);
  },
  async 'counts a word of the section title more than one of the text'(store, mine) {
    await store.add(mine, [
      passage('text', 'Here is erosion and more.', 'Something'),
      passage('title', 'Here is something and more.', 'Erosion'),
      passage('none', 'Here is nothing of it.', 'Nothing'),
    ]);
    expect(idsOf(await store.matching(mine, 'erosion', 5))).toEqual(['title', 'text']);
  },
  async 'takes any query for words and for nothing else'(store, mine) {
    await store.add(mine, [passage('a', 'A matrix has rows and columns.')]);
    expect(idsOf(await store.matching(mine, '"; DROP matrix* (OR', 5))).toEqual(['a']);
    expect(idsOf(await store.matching(mine, "rows' & | ! :* <-> \\ NEAR(", 5))).toEqual(['a']);
    for (const nothing of ['', '!!', '  ', '"', "'", '\\', '\u0000', 'AND', ':*']) {
      expect(idsOf(await store.matching(mine, nothing, 5)).filter((id) => id !== 'a')).toEqual([]);
    }
    expect(await store.matching(mine, '!!', 5)).toEqual([]);
  },
  async 'answers the nearest first, no more than asked, in its collection alone'(store, mine) {
    const yours = `${mine}-yours`;
    await place(store, mine, { far: vector(-1, 0, 0), near: vector(1, 0.1, 0), between: vector(0.5, 1, 0) });
    await place(store, yours, { near: vector(1, 0, 0), other: vector(1, 0, 0.01) });
    const query = { space: SPACE, vector: vector(2, 0, 0) };
    expect(idsOf(await store.nearest(mine, query, 5))).toEqual(['near', 'between', 'far']);
    expect(await store.nearest(mine, query, 1)).toEqual([passage('near', 'Text of near')]);
    expect(idsOf(await store.nearest(yours, query, 5)).toSorted()).toEqual(['near', 'other']);
    expect(await store.nearest(`${mine}-nobody`, query, 5)).toEqual([]);
  },
  async 'orders vectors as exact comparison does'(store, mine) {
    const numbers = numbersFrom(7);
    const make = () => Float32Array.from({ length: 48 }, () => numbers.next().value);
    const all = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`p${index}`, make()]));
    const space = 'test/48';
    await store.add(
      mine,
      Object.keys(all).map((id) => passage(id, id)),
    );
    await store.addVectors(mine, { space, vectors: new Map(Object.entries(all)) });
    const query = make();
    const exact = Object.entries(all)
      .toSorted(([, one], [, other]) => cosine(query, other) - cosine(query, one))
      .map(([id]) => id);
    expect(idsOf(await store.nearest(mine, { space, vector: query }, 20))).toEqual(exact.slice(0, 20));
  },
  async 'never compares vectors of two spaces, nor of two lengths'(store, mine) {
    await place(store, mine, { a: vector(1, 0, 0) });
    await store.add(mine, [passage('b', 'Another.')]);
    await store.addVectors(mine, { space: 'test/other', vectors: new Map([['b', vector(1, 0, 0)]]) });
    expect(idsOf(await store.nearest(mine, { space: SPACE, vector: vector(1, 0, 0) }, 5))).toEqual(['a']);
    expect(idsOf(await store.nearest(mine, { space: 'test/other', vector: vector(1, 0, 0) }, 5))).toEqual([
      'b',
    ]);
    expect(await store.nearest(mine, { space: 'test/none', vector: vector(1, 0, 0) }, 5)).toEqual([]);
    expect(await store.nearest(mine, { space: SPACE, vector: vector(1, 0) }, 5)).toEqual([]);
    expect(await store.idsInSpace(mine, SPACE)).toEqual(new Set(['a']));
    expect(await store.idsInSpace(mine, 'test/none')).toEqual(new Set());
    const wrong = store.addVectors(mine, { space: SPACE, vectors: new Map([['b', vector(1, 0)]]) });
    const problem: unknown = await wrong.then(
      () => null,
      (error: unknown) => error,
    );
    expect(isProblem(problem) && problem.code).toBe('store-unavailable');
  },
  async 'takes the same passage once, and its vector anew'(store, mine) {
    await place(store, mine, { a: vector(1, 0, 0), b: vector(0, 1, 0) });
    await store.add(mine, [passage('a', 'Text of a')]);
    await store.addVectors(mine, { space: SPACE, vectors: new Map([['a', vector(0, 0, 1)]]) });
    expect(await store.ids(mine)).toEqual(new Set(['a', 'b']));
    expect(idsOf(await store.matching(mine, 'text', 9)).toSorted()).toEqual(['a', 'b']);
    expect(idsOf(await store.nearest(mine, { space: SPACE, vector: vector(0, 0, 1) }, 9))).toEqual([
      'a',
      'b',
    ]);
  },
  async 'passes over vectors of passages that it does not have'(store, mine) {
    await place(store, mine, { a: vector(1, 0, 0) });
    await store.addVectors(mine, { space: SPACE, vectors: new Map([['gone', vector(1, 0, 0)]]) });
    await store.addVectors(mine, { space: SPACE, vectors: new Map() });
    await store.add(mine, []);
    expect(await store.idsInSpace(mine, SPACE)).toEqual(new Set(['a']));
  },
  async 'hands out passages by their ids, in that order, of its collection alone'(store, mine) {
    await store.add(mine, [passage('a', 'One.'), passage('b', 'Two.'), passage('c', 'Three.')]);
    await store.add(`${mine}-yours`, [passage('d', 'Yours.')]);
    expect(await store.get(mine, ['c', 'd', 'none', 'a'])).toEqual([
      passage('c', 'Three.'),
      passage('a', 'One.'),
    ]);
    expect(await store.get(mine, [])).toEqual([]);
    expect(await store.get(`${mine}-nobody`, ['a'])).toEqual([]);
  },
  async 'forgets what is not kept, in both ranks, and takes it again'(store, mine) {
    const yours = `${mine}-yours`;
    for (const collection of [mine, yours]) {
      await place(store, collection, { x: vector(1, 0, 0), y: vector(0, 1, 0) });
    }
    await store.keepOnly(mine, new Set(['y', 'unknown']));
    const query = { space: SPACE, vector: vector(1, 0, 0) };
    expect(await store.ids(mine)).toEqual(new Set(['y']));
    expect(await store.idsInSpace(mine, SPACE)).toEqual(new Set(['y']));
    expect(idsOf(await store.matching(mine, 'text', 5))).toEqual(['y']);
    expect(idsOf(await store.nearest(mine, query, 5))).toEqual(['y']);
    expect(idsOf(await store.nearest(yours, query, 5))).toEqual(['x', 'y']);
    await place(store, mine, { x: vector(1, 0, 0) });
    expect(idsOf(await store.nearest(mine, query, 5))).toEqual(['x', 'y']);
  },
  async 'removes a whole collection and no other'(store, mine) {
    const yours = `${mine}-yours`;
    for (const collection of [mine, yours]) await place(store, collection, { x: vector(1, 0, 0) });
    await store.keepOnly(mine, new Set());
    await store.keepOnly(`${mine}-nobody`, new Set());
    expect(await store.ids(mine)).toEqual(new Set());
    expect(await store.matching(mine, 'text', 5)).toEqual([]);
    expect(await store.nearest(mine, { space: SPACE, vector: vector(1, 0, 0) }, 5)).toEqual([]);
    expect(await store.ids(yours)).toEqual(new Set(['x']));
  },
  async 'takes whatever stands in a document'(store, mine) {
    const texts = {
      quotes: 'It\'s "quoted" \\ {braces}, [brackets] and zebra $1.',
      nul: 'Before\u0000after zebra',
      emoji: '🦓 zebra 漢字 کتاب',
      surrogate: 'half \ud83e zebra',
      long: `zebra ${'x'.repeat(5000)}`,
      lines: 'zebra\n\tzebra\r\n',
    };
    await store.add(
      mine,
      Object.entries(texts).map(([id, text]) => passage(id, text, text)),
    );
    expect(idsOf(await store.matching(mine, 'zebra', 9)).toSorted()).toEqual(Object.keys(texts).toSorted());
    const [quoted] = await store.matching(mine, 'brackets', 1);
    expect(quoted?.text).toBe(texts.quotes);
    expect(idsOf(await store.matching(mine, '漢字', 9))).toEqual(['emoji']);
  },
  async 'takes many passages in one call'(store, mine) {
    const many = Array.from({ length: 1_205 }, (_, index) =>
      passage(`m${index}`, `Number ${index} of many.`),
    );
    await store.add(mine, many);
    await store.addVectors(mine, {
      space: SPACE,
      vectors: new Map(
        many.map(({ id }, index) => [id, vector(Math.cos(index / 800), Math.sin(index / 800), 0)]),
      ),
    });
    expect((await store.ids(mine)).size).toBe(1_205);
    expect((await store.idsInSpace(mine, SPACE)).size).toBe(1_205);
    expect(await store.matching(mine, 'many', 30)).toHaveLength(30);
    const query = { space: SPACE, vector: vector(Math.cos(1.25), Math.sin(1.25), 0) };
    expect(idsOf(await store.nearest(mine, query, 1))).toEqual(['m1000']);
    await store.keepOnly(mine, new Set(['m1000']));
    expect(idsOf(await store.nearest(mine, query, 9))).toEqual(['m1000']);
  },
  async 'keeps all that several connections write at once, each passage once'(store, mine, harness) {
    const yours = `${mine}-yours`;
    const others = await Promise.all([harness.connect(), harness.connect(), harness.connect()]);
    try {
      const names = Array.from({ length: 150 }, (_, index) => `s${index}`);
      await Promise.all(
        [store, ...others].map((each, index) => {
          const ordered = index % 2 ? names.toReversed() : names;
          return Promise.all([
            place(
              each,
              mine,
              Object.fromEntries(ordered.map((id) => [id, vector(1, Number(id.slice(1)) / 99, 0)])),
            ),
            place(each, yours, { [`only-${index}`]: vector(1, 0, 0) }),
            each.keepOnly(`${mine}-nobody`, new Set()),
          ]);
        }),
      );
      const query = { space: SPACE, vector: vector(1, 0, 0) };
      for (const each of [store, ...others]) {
        expect(idsOf(await each.nearest(mine, query, 999)).toSorted()).toEqual(names.toSorted());
        expect(idsOf(await each.matching(mine, 'text', 999)).toSorted()).toEqual(names.toSorted());
        expect([...(await each.idsInSpace(yours, SPACE))].toSorted()).toEqual([
          'only-0',
          'only-1',
          'only-2',
          'only-3',
        ]);
      }
    } finally {
      await Promise.all(others.map((other) => other.close()));
    }
  },
  async 'says what it is'(store) {
    expect(await store.describe()).toEqual({
      words: expect.stringMatching(/\w+/),
      vectors: expect.stringMatching(/\w+/),
    });
  },
};

/**
 * Everything a retrieval promises, each case in collections of its own. Answers how many cases there are and how many have
 * run, so that a suite that runs none of them can be seen to.
 */
export function retrievalContract(openHarness: () => Promise<RetrievalHarness>): {
  readonly cases: number;
  ran(): number;
} {
  let ran = 0;
  describe('passages', () => {
    let harness: RetrievalHarness;
    beforeAll(async () => {
      harness = await openHarness();
    });
    afterAll(() => harness?.dispose());
    for (const [name, run] of Object.entries(CASES)) {
      it(name, async () => {
        await run(harness.store, randomUUID(), harness);
        ran++;
      });
    }
  });
  return { cases: Object.keys(CASES).length, ran: () => ran };
}
