import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readXlsx } from 'hucre/xlsx';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { committed, sinkContract } from './sink.contract.ts';
import type { SinkTable } from './table.ts';
import { createXlsxSink } from './xlsx-sink.ts';

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

/** The sheets by their name, as another program reads them. */
async function sheets(path: string) {
  const workbook = await readXlsx(await readFile(path));
  return new Map(workbook.sheets.map((sheet) => [sheet.name, sheet]));
}

describe('the XLSX sink', () => {
  const contract = sinkContract({
    restarts: true,
    create: (folder) => createXlsxSink({ path: join(folder, 'out.xlsx'), tables: [notes, even] }),
    async numbers(folder) {
      const found = await sheets(join(folder, 'out.xlsx'));
      const [header, ...rows] = found.get('notes')!.rows;
      expect(header).toEqual(['document', 'number', 'note', 'total']);
      const numbers = rows.map(([name, number, note, total]) => {
        expect(name).toBe(`Rechnung ${number}, "東京"\n.pdf`);
        expect(note).toBe(`=${number}`);
        expect(total).toBe(-(Number(number) + 0.5));
        return Number(number);
      });
      const [evenHeader, ...evenRows] = found.get('even')!.rows;
      expect(evenHeader).toEqual(['number', 'half']);
      const expected = numbers.filter((n) => n % 2 === 0).flatMap((n) => [[n, 1], [n]]);
      expect(evenRows.map((row) => row.filter((value) => value !== null))).toEqual(expected);
      return numbers;
    },
  });

  it('ran the whole contract', () => {
    expect(contract.cases).toBe(17);
    expect(contract.ran()).toBe(contract.cases);
  });

  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'leafcutter-sink-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('names its sheets after the tables, with a bold coloured header that stays in sight', async () => {
    const path = join(folder, 'out.xlsx');
    const sink = createXlsxSink({ path, tables: [notes, even] });
    await sink.open(null);
    await sink.write([committed(1)]);
    await sink.close();
    expect(await readdir(folder)).toEqual(['out.xlsx']);
    const workbook = await readXlsx(await readFile(path), { readStyles: true });
    expect(workbook.sheets.map(({ name }) => name)).toEqual(['notes', 'even']);
    const [sheet] = workbook.sheets;
    expect(sheet!.freezePane).toMatchObject({ rows: 1 });
    const style = sheet!.cells!.get('0,0')!.style!;
    expect(style.font?.bold).toBe(true);
    expect(JSON.stringify(style.fill)).toContain('1F4E78');
  });
});
