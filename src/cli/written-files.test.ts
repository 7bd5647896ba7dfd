import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writtenFiles } from './written-files.ts';

const TWO = { tables: [{ name: 'items' }, { name: 'bills' }] };

it.each([
  [['out/', 'all.jsonl', 'all.xlsx'], TWO, 'out/, all.jsonl, all.xlsx'],
  [['a/all.csv'], TWO, 'a/all.items.csv, a/all.bills.csv'],
  [['all.CSV'], { tables: [{ name: 'items' }] }, 'all.CSV'],
  [['gone/all.csv'], undefined, 'gone/all.*.csv'],
])('names the files that %j makes', (out, recipe, said) => {
  expect(writtenFiles(out, recipe)).toBe(said);
});

it('names what is there', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'leafcutter-written-'));
  const file = join(folder, 'all.csv');
  await writeFile(file, '');
  expect(writtenFiles([file], undefined)).toBe(file);
});
