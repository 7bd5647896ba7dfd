import { mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readXlsx } from 'hucre/xlsx';
import { beforeEach, expect, test } from 'vitest';
import { writeChargesPdf } from '../support/charges-pdf.ts';
import { runCli } from '../support/run-cli.ts';

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'leafcutter-cli-'));
  await mkdir(join(cwd, 'in'));
  for (const name of ['a', 'b']) await writeChargesPdf(join(cwd, 'in', `${name}.pdf`), name, 2);
  await writeFile(join(cwd, 'in', 'broken.pdf'), '%PDF-1.7\nnothing else');
});

const run = (...args: string[]) => runCli(['run', 'bill', 'in', ...args], { cwd });
const read = (path: string) => readFile(join(cwd, path), 'utf8');
const FILES = [
  ...['bills.csv', 'failed.csv', 'items.csv', 'results.jsonl', 'review.csv', 'summary.md', 'workbook.xlsx'],
];

test('a folder receives results, tables, what failed, a workbook and a summary', async () => {
  expect((await run('--out', 'out/')).code).toBe(3);
  expect((await readdir(join(cwd, 'out'))).toSorted()).toEqual(FILES);
  expect((await read('out/failed.csv')).split('\r\n')).toEqual([
    'document,status,stage,problem,title,detail,pages',
    expect.stringMatching(/^broken\.pdf,failed,reading,pdf-damaged,The PDF is damaged,/),
    '',
  ]);
  expect((await read('out/results.jsonl')).trim().split('\n')).toHaveLength(3);
  const summary = await read('out/summary.md');
  expect(summary).toContain('| documents | 3 |');
  expect(summary).toContain('| pdf-damaged | reading | 1 |');
  const { sheets } = await readXlsx(await readFile(join(cwd, 'out/workbook.xlsx')));
  expect(sheets.map(({ name }) => name)).toEqual(['items', 'bills', 'review', 'failed']);
  expect(sheets[3]!.rows).toHaveLength(2);
});

test('a folder that is there needs no slash, and a second run leaves every row once', async () => {
  await mkdir(join(cwd, 'there'));
  for (let time = 0; time < 2; time++) expect((await run('--out', 'there')).code).toBe(3);
  expect((await readdir(join(cwd, 'there'))).toSorted()).toEqual(FILES);
  expect((await read('there/results.jsonl')).trim().split('\n')).toHaveLength(3);
  const { sheets } = await readXlsx(await readFile(join(cwd, 'there/workbook.xlsx')));
  const rows = (await read('there/items.csv')).trim().split('\r\n');
  expect(sheets[0]!.rows).toHaveLength(rows.length);
});

test('a workbook and a summary can be had alone, and later', async () => {
  await run('--out', 'x.xlsx', 'x.md');
  expect(await read('x.md')).toContain('| documents | 3 |');
  const { stdout } = await runCli(['jobs', '--json'], { cwd });
  const { job } = JSON.parse(stdout);
  const end = await runCli(['export', job.id, '--out', 'later.xlsx', 'later.md'], { cwd });
  expect(end.stdout).toContain('3 results written to later.xlsx, later.md');
  expect(await read('later.md')).toBe(await read('x.md'));
  const sheet = async (path: string) => (await readXlsx(await readFile(join(cwd, path)))).sheets[0]!.rows;
  expect(await sheet('later.xlsx')).toEqual(await sheet('x.xlsx'));
});

test('the files that are named as written are there, and what no rule can read is not said to be worth another try', async () => {
  const first = await run('--out', 'all.csv');
  expect(first.stderr).toContain('Written to all.items.csv, all.bills.csv\n');
  expect(first.stderr).toContain('Once what failed is put right, do it again: leafcutter retry ');
  expect(await readdir(cwd)).toEqual(expect.arrayContaining(['all.bills.csv', 'all.items.csv']));
  const letter = await runCli(['run', 'fields', 'in/a.pdf', '--fields', 'colour', '--out', 'x.csv'], { cwd });
  expect(letter.code).toBe(3);
  expect(letter.stderr).toContain('a.pdf, pages 1-2: the rules found nothing to read; ask a model');
  expect(letter.stderr).not.toContain('leafcutter retry');
});
