import { mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NO_USAGE } from '../domain/usage.ts';
import { isProblem } from '../problem/problem.ts';
import type { CommittedResult, Sink, SinkCursor } from './sink.ts';

/** What the contract needs to know of a sink that writes files. */
export interface SinkHarness {
  /** A new sink, as a new process would make it, that writes into `folder`. */
  create(folder: string): Sink;
  /** The numbers of the results whose rows stand in the files of `folder`, in order; throws on a broken row. */
  numbers(folder: string): Promise<readonly number[]>;
  /** It writes its output anew in every run, when it is closed. */
  readonly restarts?: true;
}

/** Result number `n`, at position `n`. */
export function committed(n: number): CommittedResult {
  return {
    position: n,
    result: {
      document: { id: `d${n}`, name: `Rechnung ${n}, "東京"\n.pdf`, sha256: '', pages: 1, bytes: 1 },
      recipe: { name: 'bill', version: '1' },
      status: 'complete',
      data: { number: n, note: `=${n}`, total: `-${n}.50` },
      evidence: [],
      findings: [],
      pages: [],
      usage: { ...NO_USAGE, byModel: [] },
      timings: { totalMs: 1, startedAt: '', endedAt: '' },
      review: 'none',
      stages: { xml: 0, rules: 0, fast: 0, strong: 0, remembered: 0 },
    },
  };
}

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);
const results = (from: number, to: number) => range(from, to).map(committed);

/** Expects a rejection with this problem, and answers what it says. */
export async function detailOf(work: Promise<unknown>, code: string): Promise<string> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!isProblem(error))
    throw new Error(`expected the problem ${code}, not ${String(error)}`, { cause: error });
  expect(error.code).toBe(code);
  return error.detail;
}

/** Everything a sink of files promises. Answers how many cases there are and how many have run. */
export function sinkContract({ create, numbers, restarts }: SinkHarness): {
  readonly cases: number;
  ran(): number;
} {
  let folder: string;
  let ran = 0;

  /** Writes results up to `to` from where the sink goes on, as the engine does; answers the last cursor. */
  const feed = async (cursor: SinkCursor | null, to: number): Promise<SinkCursor> => {
    const sink = create(folder);
    const start = await sink.open(cursor);
    const end = await sink.write(results(start.position + 1, to));
    await sink.close();
    return end;
  };
  const filesIn = async () => (await readdir(folder)).map((name) => join(folder, name));

  const everySink: Readonly<Record<string, () => Promise<void>>> = {
    'writes results in order and says how far it is': async () => {
      const sink = create(folder);
      expect((await sink.open(null)).position).toBe(0);
      expect((await sink.write(results(1, 3))).position).toBe(3);
      const cursor = await sink.write(results(4, 4));
      expect(cursor.position).toBe(4);
      await sink.close();
      expect(await numbers(folder)).toEqual([1, 2, 3, 4]);
    },
    'is the same sink in the next process': async () => {
      expect(create(folder).id).toBe(create(folder).id);
      expect(create(folder).id).toContain(folder);
    },
    'goes on where it stopped': async () => {
      const cursor = await feed(null, 3);
      const sink = create(folder);
      const start = restarts ? { position: 0, files: {} } : cursor;
      expect(await sink.open(cursor)).toEqual(start);
      await sink.close();
      await feed(cursor, 5);
      expect(await numbers(folder)).toEqual([1, 2, 3, 4, 5]);
    },
    'neither loses nor doubles rows when it dies between writing and remembering': async () => {
      const remembered = await feed(null, 2);
      await feed(remembered, 5);
      await feed(remembered, 6);
      expect(await numbers(folder)).toEqual([1, 2, 3, 4, 5, 6]);
    },
    'starts over when it died before anything was remembered': async () => {
      await feed(null, 4);
      await feed(null, 2);
      expect(await numbers(folder)).toEqual([1, 2]);
      await feed({ position: 0, files: {} }, 3);
      expect(await numbers(folder)).toEqual([1, 2, 3]);
    },
    'begins anew when it is opened again': async () => {
      const remembered = await feed(null, 2);
      const sink = create(folder);
      await sink.open(remembered);
      await sink.write(results(3, 4));
      expect((await sink.open(null)).position).toBe(0);
      await sink.write(results(1, 3));
      const { position } = await sink.open(remembered);
      await sink.write(results(position + 1, 5));
      await sink.close();
      expect(await numbers(folder)).toEqual([1, 2, 3, 4, 5]);
    },
    'cuts off a row that was half written': async () => {
      const remembered = await feed(null, 2);
      await feed(remembered, 4);
      for (const path of await filesIn()) await truncate(path, (await readFile(path)).length - 5);
      await feed(remembered, 4);
      expect(await numbers(folder)).toEqual([1, 2, 3, 4]);
    },
    'comes out the same wherever it dies': async () => {
      const step = fc.record({
        results: fc.integer({ min: 0, max: 4 }),
        forgets: fc.boolean(),
        torn: fc.integer({ min: 0, max: 60 }),
      });
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 6 }), async (steps) => {
          await rm(folder, { recursive: true });
          let cursor: SinkCursor | null = null;
          for (const { results: count, forgets, torn } of steps) {
            const next: SinkCursor = await feed(cursor, (cursor?.position ?? 0) + count);
            if (!forgets) cursor = next;
            else for (const path of await filesIn()) await tear(path, torn, cursor?.files[path] ?? 0);
          }
          await feed(cursor, 30);
          expect(await numbers(folder)).toEqual(range(1, 30));
        }),
        { numRuns: 25 },
      );
    },
    'starts over when a file was removed': async () => {
      const cursor = await feed(null, 3);
      const [first] = await filesIn();
      await rm(first!);
      const sink = create(folder);
      expect((await sink.open(cursor)).position).toBe(0);
      await sink.write(results(1, 4));
      await sink.close();
      expect(await numbers(folder)).toEqual([1, 2, 3, 4]);
    },
    'creates folders that are missing': async () => {
      folder = join(folder, 'new', 'deep');
      await feed(null, 2);
      expect(await numbers(folder)).toEqual([1, 2]);
    },
    'refuses a path through a file': async () => {
      const file = join(folder, 'file');
      await writeFile(file, 'x');
      expect(await detailOf(create(join(file, 'out')).open(null), 'output-unwritable')).toContain(
        'a part of the path is a file',
      );
    },
    'writes nothing for no results': async () => {
      const cursor = await feed(null, 0);
      expect(cursor.position).toBe(0);
      expect(await numbers(folder)).toEqual([]);
    },
    'takes many results at once': async () => {
      await feed(null, 2000);
      expect(await numbers(folder)).toEqual(range(1, 2000));
    },
  };

  const appending: Readonly<Record<string, () => Promise<void>>> = {
    'says how long its files are': async () => {
      const { files } = await feed(null, 4);
      const sizes = await Promise.all((await filesIn()).map(async (path) => (await readFile(path)).length));
      expect(Object.values(files).toSorted()).toEqual(sizes.toSorted());
    },
    'refuses a file that was cut short, and leaves it as it is': async () => {
      const cursor = await feed(null, 3);
      const [first] = await filesIn();
      await truncate(first!, 3);
      expect(await detailOf(create(folder).open(cursor), 'output-unwritable')).toMatch(
        /was changed since \d+ bytes were written to it.*remove it to have all rows written again/,
      );
      expect((await readFile(first!)).length).toBe(3);
    },
    'refuses a file whose rows no longer end where they did': async () => {
      const cursor = await feed(null, 3);
      const [first] = await filesIn();
      await writeFile(first!, 'x'.repeat((await readFile(first!)).length + 10));
      await detailOf(create(folder).open(cursor), 'output-unwritable');
    },
  };

  const restarting: Readonly<Record<string, () => Promise<void>>> = {
    'leaves the old output as it is until the new one is whole': async () => {
      await feed(null, 3);
      const [path] = await filesIn();
      const before = await readFile(path!);
      const sink = create(folder);
      await sink.open(null);
      await sink.write(results(1, 5));
      expect((await readFile(path!)).equals(before)).toBe(true);
      await sink.close();
      expect(await numbers(folder)).toEqual([1, 2, 3, 4, 5]);
    },
    'leaves nothing else behind, also where one died before': async () => {
      const dead = create(folder);
      await dead.open(null);
      await dead.write(results(1, 5));
      await feed(null, 2);
      expect(await filesIn()).toHaveLength(1);
      expect(await numbers(folder)).toEqual([1, 2]);
    },
    'puts nothing in place of the old output when a row cannot be written': async () => {
      await feed(null, 3);
      const sink = create(folder);
      await sink.open(null);
      await sink.write(results(1, 2));
      await expect(
        sink.write([
          {
            position: 3,
            get result(): never {
              throw new Error('unreadable');
            },
          },
        ]),
      ).rejects.toThrow();
      await sink.close();
      expect(await numbers(folder)).toEqual([1, 2, 3]);
    },
    'refuses a folder in place of its file': async () => {
      await feed(null, 1);
      const [path] = await filesIn();
      await rm(path!);
      await mkdir(path!);
      expect(await detailOf(create(folder).open(null), 'output-unwritable')).toContain('it is a folder');
    },
  };

  const cases = { ...everySink, ...(restarts ? restarting : appending) };
  describe('as every sink', () => {
    let made: string;
    beforeEach(async () => {
      made = await mkdtemp(join(tmpdir(), 'leafcutter-sink-'));
      folder = made;
    });
    afterEach(() => rm(made, { recursive: true, force: true }));
    for (const [name, run] of Object.entries(cases)) {
      it(name, async () => {
        await run();
        ran++;
      });
    }
  });
  return { cases: Object.keys(cases).length, ran: () => ran };
}

/** Tears off the end of a file, as a crash while writing would: never what was synced before. */
async function tear(path: string, bytes: number, synced: number): Promise<void> {
  await truncate(path, Math.max(synced, (await readFile(path)).length - bytes));
}
