import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openSheetSpool } from './sheet-spool.ts';
import { sheetNames } from './workbook-parts.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'leafcutter-sheet-'));
});
afterEach(() => rm(folder, { recursive: true }));

const numbersIn = (xml: string) => [...xml.matchAll(/<v>(\d+)<\/v>/g)].map((match) => Number(match[1]));

it('goes on in another sheet where one is full, with the header again', async () => {
  const spool = await openSheetSpool(join(folder, 'rows'), { columns: ['n'] }, 4);
  await spool.add([[1], [2], [3]]);
  await spool.add([[4], [5], [6], [7], [8], [9], [10]]);
  const sheets = await Promise.all(spool.sheets().map((sheet) => text(sheet.stream())));
  expect(sheets.map(numbersIn)).toEqual([
    [1, 2, 3, 4],
    [5, 6, 7, 8],
    [9, 10],
  ]);
  for (const xml of sheets) {
    expect(xml).toMatch(/<row r="1"><c r="A1" s="1" t="inlineStr">/);
    expect(xml).toContain('<row r="2"><c r="A2" t="n">');
  }
  expect(sheets[2]).toContain('<autoFilter ref="A1:A3"/>');
  await spool.close();
  expect(await readdir(folder)).toEqual([]);
});

it('has one sheet when there is no row, and reads more than one piece of disk', async () => {
  const spool = await openSheetSpool(join(folder, 'rows'), { columns: ['text'] });
  expect(spool.sheets()).toHaveLength(1);
  await spool.add(Array.from({ length: 3000 }, (_, n) => [`${n} ${'é'.repeat(100)}`]));
  const xml = await text(spool.sheets()[0]!.stream());
  expect([...xml.matchAll(/>(\d+) é{100}</g)].map((match) => Number(match[1]))).toEqual(
    Array.from({ length: 3000 }, (_, n) => n),
  );
  await spool.close();
});

it('keeps what names something as it is written', async () => {
  const spool = await openSheetSpool(join(folder, 'rows'), {
    columns: ['number', 'total'],
    texts: ['number'],
  });
  await spool.add([
    ['20172886', '271.08'],
    ['2024-01-08', '1.10'],
  ]);
  const xml = await text(spool.sheets()[0]!.stream());
  await spool.close();
  expect(xml).toContain('t="inlineStr"><is><t xml:space="preserve">20172886</t>');
  expect(xml).toContain('t="inlineStr"><is><t xml:space="preserve">2024-01-08</t>');
  expect(numbersIn(xml.replaceAll('.', ''))).toEqual([27108, 110]);
});

it('gives every sheet a name that a workbook can have', () => {
  const long = 'x'.repeat(40);
  expect(sheetNames(['items', 'Items', long, long, "a/b:c'", ''])).toEqual([
    'items',
    'Items 2',
    'x'.repeat(31),
    `${'x'.repeat(29)} 2`,
    'a b c',
    'sheet',
  ]);
});
