import { mkdir, mkdtemp, readFile, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { writeChargesPdf } from '../support/charges-pdf.ts';
import { runCli } from '../support/run-cli.ts';

const NAMES = ['a', 'b', 'c', 'd', 'drafts/e', 'drafts/f'];

let cwd: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'leafcutter-cli-'));
  await mkdir(join(cwd, 'in', 'drafts'), { recursive: true });
  for (const name of NAMES) {
    const path = join(cwd, 'in', `${name}.pdf`);
    await writeChargesPdf(path, name.slice(-1), 1);
    const day = name === 'a' || name === 'b' ? '2025-12-31T12:00' : '2026-01-01T12:00';
    await utimes(path, new Date(day), new Date(day));
  }
});

let outputs = 0;
async function run(...args: string[]) {
  const out = `out-${outputs++}.jsonl`;
  const end = await runCli(['run', 'bill', ...args, 'in', '--out', out], { cwd });
  expect(end.code, end.stderr).toBe(0);
  const lines = (await readFile(join(cwd, out), 'utf8')).trim().split('\n');
  return { ...end, names: lines.map((line) => JSON.parse(line).document.name) };
}

test.each([
  { args: ['--limit', '2'], names: ['a.pdf', 'b.pdf'] },
  { args: ['--exclude', 'drafts'], names: ['a.pdf', 'b.pdf', 'c.pdf', 'd.pdf'] },
  { args: ['--include', 'b*', '--include', 'e*'], names: ['b.pdf', 'drafts/e.pdf'] },
  { args: ['--include', 'drafts', '--include', 'a.pdf'], names: ['a.pdf', 'drafts/e.pdf', 'drafts/f.pdf'] },
  { args: ['--since', '2026-01-01', '--exclude', 'drafts/*'], names: ['c.pdf', 'd.pdf'] },
])('$args', async ({ args, names }) => {
  expect((await run(...args)).names).toEqual(names);
});

test('where nothing is left, results of an earlier run stay', async () => {
  await writeFile(join(cwd, 'earlier.jsonl'), 'earlier\n');
  const args = ['run', 'bill', 'in', '--include', 'nothing', '--out', 'earlier.jsonl'];
  const { code, stderr } = await runCli(args, { cwd });
  expect(code).toBe(2);
  expect(stderr).toMatch(
    /^leafcutter: Nothing in what was named fits --include "nothing".*\[invalid-option\]\n$/,
  );
  expect(await readFile(join(cwd, 'earlier.jsonl'), 'utf8')).toBe('earlier\n');
  const { stdout } = await runCli(['jobs', '--json'], { cwd });
  expect(stdout).not.toContain('nothing');
});

test('a sample is the same every time, and its summary speaks of all', async () => {
  const first = await run('--sample', '2');
  expect(first.names).toHaveLength(2);
  expect(first.stderr).toMatch(/All 6 documents, going by 2 of them: about 0 model calls, \$0, .* pace/);
  const again = await run('--sample', '2');
  expect(again.names).toEqual(first.names);
  // Nothing was left to do, so nothing tells how long it would take.
  expect(again.stderr).toMatch(/All 6 documents, going by 2 of them: .*\$0\n/);
  const larger = await run('--sample', '4');
  expect(larger.names).toEqual(expect.arrayContaining(first.names));
});

test('what narrows the inputs belongs to the job', async () => {
  await run('--limit', '1');
  const jobs = async () => (await runCli(['jobs', '--json'], { cwd })).stdout.trim().split('\n').length;
  const before = await jobs();
  await run('--limit', '1');
  expect(await jobs()).toBe(before);
  await run('--limit', '5');
  expect(await jobs()).toBe(before + 1);
});

test('an estimate is narrowed as well', async () => {
  const { code, stdout } = await runCli(
    ['estimate', 'bill', '--exclude', 'drafts', '--limit', '3', 'in', '--json'],
    { cwd },
  );
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ documents: 3, sampled: 3 });
});

test('what is passed over in a folder is counted once, with examples', async () => {
  await mkdir(join(cwd, 'mixed'));
  await writeChargesPdf(join(cwd, 'mixed', 'a.pdf'), 'a', 1);
  for (const name of ['b.docx', 'c.docx', 'notes']) await writeFile(join(cwd, 'mixed', name), name);
  const said =
    /Passed over, as no .* by name, 3 files: 2 .docx, 1 without an ending \(such as mixed\/b.docx, mixed\/notes\); name/;
  const run = await runCli(['run', 'bill', 'mixed', '--out', 'mixed.jsonl'], { cwd });
  expect(run.stderr).toMatch(said);
  expect(run.stderr.match(/Passed over/g)).toHaveLength(1);
  expect((await runCli(['estimate', 'bill', 'mixed'], { cwd })).stdout).toMatch(said);
  const none = await runCli(['run', 'bill', 'mixed/*', '--exclude', '*.pdf'], { cwd });
  expect(none.code).toBe(2);
});

test('the same list on standard input goes on with its job, another one makes another', async () => {
  const listed = async (names: string) => {
    const { code, stderr } = await runCli(['run', 'bill', '-', '--out', 'listed.jsonl'], {
      cwd,
      stdin: names,
    });
    expect(code, stderr).toBe(0);
    const lines = (await readFile(join(cwd, 'listed.jsonl'), 'utf8')).trim().split('\n');
    return {
      job: /^Job (\S+)/m.exec(stderr)![1],
      names: lines.map((line) => JSON.parse(line).document.name),
    };
  };
  const first = await listed('in/a.pdf\nin/b.pdf\n');
  expect(await listed('in/a.pdf\nin/b.pdf\n')).toEqual(first);
  const other = await listed('in/b.pdf\n');
  expect(other.names).toEqual(['b.pdf']);
  expect(other.job).not.toBe(first.job);
});

test('an estimate asks nobody, and needs no key', async () => {
  const { code, stdout, stderr } = await runCli(
    ['estimate', 'bill', 'in/a.pdf', '--route', 'fast', '--model', 'gemini/gemini-3.8-flash', '--json'],
    { cwd },
  );
  expect(code, stderr).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ documents: 1, unreadable: 0, calls: 1 });
  expect(JSON.parse(stdout).cost_micros).toBeGreaterThan(0);
});
