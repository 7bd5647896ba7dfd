import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readXlsx } from 'hucre/xlsx';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createKey } from '../../src/server/api-key.ts';
import { BOOKS, writeBook } from '../course/books.ts';
import { type OpenServer, openServer } from '../server/open-server.ts';
import { writeChargesPdf } from '../support/charges-pdf.ts';
import { runCli } from '../support/run-cli.ts';

let server: OpenServer;
let cwd: string;
let env: Record<string, string>;
beforeAll(async () => {
  server = await openServer({ server: { requireKey: true } });
  cwd = await mkdtemp(join(tmpdir(), 'leafcutter-cli-'));
  await mkdir(join(cwd, 'in', 'deeper'), { recursive: true });
  await writeChargesPdf(join(cwd, 'in', 'a.pdf'), 'a', 2);
  await writeChargesPdf(join(cwd, 'in', 'deeper', 'b.pdf'), 'b', 1);
  await writeFile(join(cwd, 'in', 'broken.pdf'), '%PDF-1.7\nnothing else');
  await writeFile(join(cwd, 'in', 'words.pdf'), 'no PDF at all');
  const { keys } = server.leafcutter.store;
  const { text } = await createKey(keys, { name: 'cli', scope: 'write', nowMs: 1 });
  await writeFile(join(cwd, 'key'), `${text}\n`);
  env = { LEAFCUTTER_SERVER: server.url, LEAFCUTTER_SERVER_KEY: text };
});
afterAll(async () => {
  await server.close();
  await server.remove();
  await rm(cwd, { recursive: true, force: true });
});

const here = (...args: string[]) => runCli(args, { cwd });
const there = (...args: string[]) => runCli(args, { cwd, env });
const read = (path: string) => readFile(join(cwd, path), 'utf8');
const jobOf = (stderr: string): string => /Job (\S+) at /.exec(stderr)![1]!;

/** Lines of results without what tells one run from another. */
async function results(path: string): Promise<unknown[]> {
  const lines = (await read(path)).trim().split('\n');
  return lines.map((line) => {
    const { timings: _, document, ...result } = JSON.parse(line);
    return { ...result, document: { ...document, id: '' } };
  });
}

it('gives the same files, words and exit code from a server as from here', async () => {
  const [local, remote] = await Promise.all([
    here('run', 'bill', 'in', '--out', 'here/'),
    there('run', 'bill', 'in', '--out', 'there/'),
  ]);
  expect(remote.stderr).toContain('Sent 4 of 4 files');
  expect([local.code, remote.code]).toEqual([3, 3]);
  for (const table of ['items.csv', 'bills.csv']) {
    expect(await read(`there/${table}`)).toBe(await read(`here/${table}`));
  }
  // A file here is named by its path, and one that was sent by its name.
  const bare = (text: unknown): string => JSON.stringify(text).replaceAll(`${join(cwd, 'in')}/`, '');
  expect(bare(await read('there/failed.csv'))).toBe(bare(await read('here/failed.csv')));
  expect(bare(await results('there/results.jsonl'))).toBe(bare(await results('here/results.jsonl')));
  const sheets = async (path: string) => (await readXlsx(await readFile(join(cwd, path)))).sheets;
  const rows = async (path: string) => (await sheets(path)).map((sheet) => sheet.rows);
  expect(bare(await rows('there/workbook.xlsx'))).toBe(bare(await rows('here/workbook.xlsx')));
  const names = (await results('there/results.jsonl')) as { document: { name: string } }[];
  expect(names.map(({ document }) => document.name)).toContain('deeper/b.pdf');
  expect(`${remote.stdout}${remote.stderr}${await read('there/results.jsonl')}`).not.toContain(
    server.directory,
  );
});

it('finds, exports and retries jobs there, and says what it says here', async () => {
  const run = await there('run', 'bill', 'in/a.pdf', '--out', 'a.jsonl');
  expect(run.code).toBe(0);
  const job = jobOf(run.stderr);
  const again = await there('run', 'bill', 'in/a.pdf', '--out', 'again.jsonl');
  expect(again.code).toBe(0);
  expect(again.stderr).toContain('Sent 0 of 1 file to');
  expect(again.stderr).toContain('; it had 1 file already');
  expect(await results('again.jsonl')).toEqual(await results('a.jsonl'));
  const jobs = await runCli(['--server', server.url, '--key-file', 'key', 'jobs', '--json'], { cwd });
  const listed = jobs.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(listed.filter(({ job: { id } }) => id === job)).toHaveLength(1);
  expect(listed[0]).toMatchObject({ job: { recipe: 'bill', state: 'completed' }, counts: { succeeded: 1 } });
  expect(await there('export', job, '--out', 'x.csv')).toMatchObject({
    code: 0,
    stdout: '1 result written to x.items.csv, x.bills.csv\n',
  });
  expect(await there('pause', job)).toMatchObject({ code: 0, stdout: `Job ${job} is completed already.\n` });
  const [retry, estimate] = await Promise.all([there('retry', job), there('estimate', 'bill', 'in/a.pdf')]);
  expect(retry.stderr).toContain('0 documents to do again');
  expect(estimate.stdout).toContain('1 document, about 2 pages');
});

it('estimates what is there and counts what is not, here as there', async () => {
  for (const [inputs, documents] of [
    [['in/a.pdf', 'in/missing.pdf'], 2],
    [['in/missing.pdf'], 1],
  ] as const) {
    const asked = ['estimate', 'bill', ...inputs, '--json'];
    const answers = await Promise.all([runCli(asked, { cwd }), there(...asked)]);
    for (const { code, stdout } of answers) {
      expect(code).toBe(3);
      expect(JSON.parse(stdout)).toMatchObject({ documents, sampled: documents, unreadable: 1 });
    }
    expect(JSON.parse(answers[1].stdout)).toEqual(JSON.parse(answers[0].stdout));
  }
});

it('writes results and progress as JSON lines', async () => {
  const { stdout, stderr, code } = await there('run', 'bill', 'in/a.pdf', 'in/deeper/b.pdf', '--json');
  expect(code).toBe(0);
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines.map(({ document }) => document.name)).toEqual(['a.pdf', 'b.pdf']);
  const summary = JSON.parse(stderr.trim().split('\n').at(-1)!);
  expect(summary).toMatchObject({ type: 'summary', state: 'completed', counts: { succeeded: 2 } });
});

it('fails with one clear line and the exit code of a run here', async () => {
  const ends = await Promise.all([
    there('run', 'nothing', 'in/a.pdf'),
    there('watch', 'nobody'),
    runCli(['jobs'], { cwd, env: { LEAFCUTTER_SERVER: server.url, LEAFCUTTER_SERVER_KEY: 'lc_wrong' } }),
    here('--server', server.url, 'doctor'),
    there('run', 'bill', 'nowhere.pdf'),
    here('run', 'bill', 'nowhere.pdf'),
  ]);
  expect(ends.map(({ code }) => code)).toEqual([2, 1, 1, 2, 1, 1]);
  for (const [index, words] of [
    /no recipe.*\[unknown-recipe\]\n$/,
    /^leafcutter: There is no job nobody \[job-not-found\]\n$/,
    /^leafcutter: Send a valid key.*\[unauthorized\]\n$/,
    /^leafcutter: leafcutter doctor works on this machine alone.*\[invalid-option\]\n$/,
    /^leafcutter: There is no file or folder .*nowhere\.pdf; check the name \[file-not-found\]\n$/,
    /^leafcutter: There is no file or folder .*nowhere\.pdf; check the name \[file-not-found\]\n$/,
  ].entries()) {
    expect(ends[index]!.stderr).toMatch(words);
  }
});

it('sends nothing where nothing fits or nothing can be written', async () => {
  const jobs = async () => (await server.leafcutter.store.listJobs({ limit: 100 })).length;
  const before = await jobs();
  const ends = await Promise.all([
    there('run', 'bill', 'in', '--include', 'nothing*', '--out', 'none.jsonl'),
    there('run', 'bill', 'in/a.pdf', '--out', 'in/a.pdf/none.jsonl'),
    there('run', 'bill', 'in/a.pdf', '--out', 'none.doc'),
  ]);
  expect(ends.map(({ code }) => code)).toEqual([2, 1, 2]);
  for (const [index, words] of [
    /^leafcutter: Nothing in what was named fits --include "nothing\*".*\[invalid-option\]\n$/,
    /^leafcutter: The output .*a\.pdf is a file, not a folder.*\[output-unwritable\]\n$/,
    /^leafcutter: --out none\.doc: .*\[invalid-option\]\n$/,
  ].entries()) {
    expect(ends[index]!.stderr).toMatch(words);
  }
  expect(await jobs()).toBe(before);
});

it('approves the outline of a course at a server, asks it and grades its quiz', async () => {
  await writeBook({ path: join(cwd, 'optics.pdf'), chapters: BOOKS.optics });
  const options = ['--set', 'approve=true', '--set', 'module_questions=0', '--set', 'course_questions=4'];
  const begun = await there('run', 'course', 'optics.pdf', ...options);
  const job = jobOf(begun.stderr);
  const outline = JSON.parse((await there('approve', job, '--show')).stdout);
  outline.course_title = 'Seen from afar';
  await writeFile(join(cwd, 'outline.json'), JSON.stringify(outline));
  const approved = await there('approve', job, '--with', 'outline.json', '--out', 'course/');
  expect([approved.code, approved.stderr]).toEqual([0, expect.stringContaining('completed')]);
  expect(JSON.parse(await read('course/course.json')).course_title).toBe('Seen from afar');

  await writeFile(join(cwd, 'mine.json'), '{"q1":"A"}');
  const [asked, graded, late] = await Promise.all([
    there('ask', job, 'Which surface has the telescope?'),
    there('quiz', job, '--answers', 'mine.json', '--json'),
    there('approve', job, '--model', 'gemini/gemini-3.8-flash'),
  ]);
  expect(asked.stdout).toMatch(/\n {2}optics, page 1: “.*telescope/);
  expect(JSON.parse(graded.stdout)).toMatchObject({ total_questions: 4, passed: false });
  expect([late.code, late.stderr]).toEqual([2, expect.stringContaining('--model cannot be changed')]);
}, 60_000);
