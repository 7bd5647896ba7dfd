import { readFile, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Delivery } from '../../src/engine/delivery.ts';
import type { RunRequest } from '../../src/engine/run.ts';
import { Problem } from '../../src/problem/problem.ts';
import { createJsonlSink } from '../../src/sink/jsonl-sink.ts';
import type { Sink } from '../../src/sink/sink.ts';
import { createSource } from '../../src/source/create-source.ts';
import { answerWords, functionModel, openTestBench, type TestBench, textOf } from '../support/fake-parts.ts';

let bench: TestBench;
let paths: string[];
beforeEach(async () => {
  bench = await openTestBench();
  paths = await Promise.all(['a', 'b', 'c', 'd'].map((name) => bench.document(name, [`${name}1`])));
});
afterEach(() => bench.close());

const out = () => join(bench.directory, 'out.jsonl');

/** Each row as `name:first word`. */
async function rows(): Promise<string[]> {
  const lines = (await readFile(out(), 'utf8')).split('\n');
  expect(lines.pop()).toBe('');
  return lines.map((line) => {
    const { document, data } = JSON.parse(line);
    return `${document.name}:${data?.pages[0][0] ?? 'nothing'}`;
  });
}

/** The first `b` is always last: the order of completion is not that of the documents. */
async function run(order: RunRequest['order'], more: Partial<RunRequest> & { broken?: string } = {}) {
  const { broken, ...rest } = more;
  const ended = () => bench.events.filter(({ type }) => type === 'document-end').length;
  const model = functionModel(async (request) => {
    const text = textOf(request);
    if (text === broken) throw new Problem('model-blocked', { detail: 'declined' });
    if (text === 'b1') await expect.poll(ended).toBe(3);
    return answerWords(request);
  });
  const sinks = [createJsonlSink({ path: out() })];
  const request = await bench.request(
    paths,
    { fast: [model] },
    { source: createSource(paths), ...rest, order, sinks },
  );
  return { summary: await bench.engine().run(request).summary, model };
}

/** Writes other words into a document, as another time of change shows. */
async function change(name: string, words: string): Promise<void> {
  const path = await bench.document(name, [words]);
  await utimes(path, 1_800_000_000, 1_800_000_000);
}

describe.each(['document', 'completion'] as const)('in the order of %s', (order) => {
  const sorted = (names: string[]) => (order === 'document' ? names : names.toSorted());
  const found = async () => sorted(await rows());

  test('a file that changed between two runs has its new row, and no old one', async () => {
    await run(order);
    expect(await found()).toEqual(['a:a1', 'b:b1', 'c:c1', 'd:d1']);
    await change('b', 'new');
    const { summary, model } = await run(order);
    expect(summary.state).toBe('completed');
    expect(model.requests).toHaveLength(1);
    expect(await found()).toEqual(['a:a1', 'b:new', 'c:c1', 'd:d1']);
    if (order === 'completion') expect((await rows()).at(-1)).toBe('b:new');
  });

  test('a failed document that is done again has one row, and no old one', async () => {
    await run(order, { broken: 'c1' });
    expect(await found()).toEqual(['a:a1', 'b:b1', 'c:nothing', 'd:d1']);
    expect(await bench.store.retryDocuments('job-1', ['failed'])).toBe(1);
    await run(order, { source: null });
    expect(await found()).toEqual(['a:a1', 'b:b1', 'c:c1', 'd:d1']);
    if (order === 'completion') expect((await rows()).at(-1)).toBe('c:c1');
  });

  test('an unchanged second run leaves the rows as they are', async () => {
    await run(order);
    const before = await rows();
    const { model } = await run(order);
    expect(model.requests).toHaveLength(0);
    expect(await rows()).toEqual(before);
  });

  test('a delivery that is open starts over when documents are set back while it writes', async () => {
    await run(order);
    const { store } = bench;
    const file = createJsonlSink({ path: out() });
    let between = async (): Promise<void> => {};
    const sink: Sink = {
      ...file,
      id: 'other',
      async write(results) {
        const cursor = await file.write(results);
        // Another process sets documents back after the rows are written and before that is remembered.
        await between();
        return cursor;
      },
    };
    const delivery = new Delivery(store, 'job-1', sink, order);
    between = async () => {
      between = async () => {};
      await store.retryDocuments('job-1', ['succeeded']);
    };
    await delivery.pump();
    expect(await rows()).toEqual([]);
    for (const name of ['a', 'b', 'c', 'd']) await change(name, `${name}2`);
    await run(order, { source: null });
    await delivery.pump();
    await delivery.close();
    expect(await found()).toEqual(['a:a2', 'b:b2', 'c:c2', 'd:d2']);
  });

  test('a delivery that is told to start over writes every row once more, once', async () => {
    await run(order);
    const delivery = new Delivery(bench.store, 'job-1', createJsonlSink({ path: out() }), order);
    await delivery.pump();
    const before = await rows();
    delivery.startOver();
    await delivery.pump();
    await delivery.close();
    expect(await rows()).toEqual(before);
  });
});

test('results of a run that goes on come once, the changed ones new', async () => {
  const model = functionModel(answerWords);
  const request = async () => bench.request(paths, { fast: [model] }, { source: createSource(paths) });
  await bench.engine().run(await request()).summary;
  await change('a', 'new');
  const words: unknown[] = [];
  for await (const { data } of bench.engine().run(await request())) words.push(data);
  expect(words).toEqual(['new', 'b1', 'c1', 'd1'].map((word) => ({ pages: [[word]] })));
});

test.each(['document', 'completion'] as const)(
  'a file that changes while its folder is still being read has its new row alone, in the order of %s',
  async (order) => {
    const [path] = paths;
    const source = {
      async *list() {
        yield { key: path!, name: 'a', modifiedMs: 1 };
        // A full batch is listed at once; the rest after the first row is written.
        for (const name of ['b', 'c']) yield { key: join(bench.directory, name), name, modifiedMs: 1 };
        await expect.poll(rows).toContain('a:a1');
        await change('a', 'new');
        yield { key: path!, name: 'a', modifiedMs: 2 };
      },
    };
    Object.assign(bench.parts, { config: { ...bench.parts.config, chunkSize: 3 } });
    const { summary, model } = await run(order, { source });
    expect(summary.counts.succeeded).toBe(3);
    expect(model.requests).toHaveLength(4);
    expect((await rows()).toSorted()).toEqual(['a:new', 'b:b1', 'c:c1']);
  },
);
