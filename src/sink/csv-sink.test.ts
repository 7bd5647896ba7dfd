import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isProblem } from '../problem/problem.ts';
import { createCsvSink } from './csv-sink.ts';
import { committed, sinkContract } from './sink.contract.ts';
import type { SinkTable } from './table.ts';

interface Data {
  readonly number: number;
  readonly note: string;
  readonly total: string;
}

const notes: SinkTable = {
  name: 'notes',
  columns: ['document', 'number', 'note', 'total'],
  *rows({ document, data }) {
    const { number, note, total } = data as Data;
    yield { document: document.name, number, note, total };
  },
};

/** Two rows for even numbers, none for odd ones. */
const even: SinkTable = {
  name: 'even',
  columns: ['number', 'half'],
  *rows({ data }) {
    const { number } = data as Data;
    if (number % 2 === 0) yield* [{ number, half: 1 }, { number }];
  },
};

const lines = async (path: string) => {
  const text = await readFile(path, 'utf8');
  if (!text.endsWith('\r\n')) throw new Error('the last row is not whole');
  return text.split('\r\n').slice(0, -1);
};

describe('the CSV sink', () => {
  const contract = sinkContract({
    create: (folder) => createCsvSink({ path: join(folder, 'out.csv'), tables: [notes, even] }),
    async numbers(folder) {
      const [header, ...rows] = await lines(join(folder, 'out.notes.csv'));
      expect(header).toBe('document,number,note,total');
      const numbers = rows.map((row) => {
        const [, number] = /^"Rechnung \d+, ""東京""\n\.pdf",(\d+),'=\1,-\1\.50$/.exec(row)!;
        return Number(number);
      });
      const [evenHeader, ...evenRows] = await lines(join(folder, 'out.even.csv'));
      expect(evenHeader).toBe('number,half');
      const expected = numbers.filter((n) => n % 2 === 0).flatMap((n) => [`${n},1`, `${n},`]);
      expect(evenRows).toEqual(expected);
      return numbers;
    },
  });

  it('ran the whole contract', () => {
    expect(contract.cases).toBe(16);
    expect(contract.ran()).toBe(contract.cases);
  });

  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'leafcutter-sink-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('names its files after the path and the tables', async () => {
    const write = async (options: Parameters<typeof createCsvSink>[0]) => {
      const sink = createCsvSink(options);
      await sink.open(null);
      await sink.write([committed(1)]);
      await sink.close();
    };
    await write({ path: join(folder, 'one.csv'), tables: [notes] });
    await write({ path: join(folder, 'two.CSV'), tables: [notes, even] });
    await write({ directory: join(folder, 'dir'), tables: [notes, even] });
    expect((await readdir(folder)).toSorted()).toEqual(['dir', 'one.csv', 'two.even.csv', 'two.notes.csv']);
    expect((await readdir(join(folder, 'dir'))).toSorted()).toEqual(['even.csv', 'notes.csv']);
  });

  it('writes headers although there is no row', async () => {
    const sink = createCsvSink({ path: join(folder, 'out.csv'), tables: [even] });
    await sink.open(null);
    await sink.write([committed(1)]);
    await sink.close();
    expect(await lines(join(folder, 'out.csv'))).toEqual(['number,half']);
  });

  it('takes no table name that leads elsewhere', () => {
    const create = () => createCsvSink({ directory: folder, tables: [{ ...even, name: '../evil' }] });
    expect(create).toThrowError(
      expect.toSatisfy((error) => isProblem(error) && error.code === 'invalid-option'),
    );
  });
});
