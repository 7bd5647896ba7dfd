import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { beforeEach, describe, expect, test } from 'vitest';
import { type Behaviour, startGeminiServer } from '../gemini-server/gemini-server.ts';
import { answerCharge, writeChargesPdf } from '../support/charges-pdf.ts';
import { runCli } from '../support/run-cli.ts';

/** A well-formed PDF whose page tree has no leaf. */
const PDF_WITHOUT_PAGES = [
  '%PDF-1.4\n',
  '1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n',
  '2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n',
  'xref\n0 3\n0000000000 65535 f \n0000000009 00000 n \n0000000052 00000 n \n',
  'trailer<</Root 1 0 R/Size 3>>\nstartxref\n96\n%%EOF\n',
].join('');

const BIN = resolve(import.meta.dirname, '../../bin/leafcutter.js');

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'leafcutter-cli-'));
  await writeChargesPdf(join(cwd, 'good.pdf'), 'good', 1);
});

/** Lines on standard error that report a problem: exactly one, without a trace. */
function problemLines(stderr: string): string[] {
  expect(stderr).not.toMatch(/^\s+at /m);
  return stderr.split('\n').filter((line) => line.startsWith('leafcutter:') || line.startsWith('error:'));
}

describe('what is wrong with the command ends it with exit code 2 and one line', () => {
  test.each([
    { args: ['run', 'nope', 'good.pdf'], says: 'There is no recipe "nope"' },
    { args: ['run', './nope.ts', 'good.pdf'], says: 'The recipe ./nope.ts is not there; check the name' },
    { args: ['run', 'bill', 'good.pdf', '--set', 'a=1'], says: 'Recipe bill has no option "a"; it has none' },
    {
      args: ['run', 'sections', 'good.pdf', '--set', 'levels=1'],
      says: 'Recipe sections has no option "levels"; it has ',
    },
    { args: ['run', 'bill', 'good.pdf', '--rout', 'rules'], says: "unknown option '--rout'" },
    { args: ['run', 'bill', 'good.pdf', '--route', 'sideways'], says: 'Allowed choices are' },
    { args: ['run', 'bill', 'good.pdf', '--out', 'results.docx'], says: '--out results.docx' },
    { args: ['run', 'bill', 'good.pdf', '--budget', 'lots'], says: '--budget lots' },
    { args: ['run', 'bill', 'good.pdf', '--model', 'gemini'], says: '--model gemini' },
    { args: ['run', 'bill', 'good.pdf', '--model', 'nobody/model'], says: 'nobody' },
    { args: ['run', 'bill', 'good.pdf', '--route', 'cascade'], says: 'GEMINI_API_KEY' },
    { args: ['run', 'bill', 'good.pdf', '--batch'], says: '--batch needs a model that answers in batches' },
    {
      args: ['run', 'bill', 'good.pdf', '--batch', '--route', 'rules'],
      says: '--batch: --route rules asks no model',
    },
    { args: ['run', 'bill', 'good.pdf', '--set', 'colour=blue'], says: 'colour' },
    {
      args: ['run', 'bill', '-'],
      stdin: '%PDF-1.7',
      says: 'Standard input is not a list of names: it holds a PDF',
    },
    { args: ['run', 'bill', 'good.pdf', '--include', ''], says: 'The pattern ""' },
    {
      args: ['run', 'fields', 'good.pdf', '--fields', 'total, total'],
      says: 'The field total is named twice',
    },
    {
      args: ['run', 'fields', 'good.pdf', '--set', 'schema={"type":"array"}'],
      says: 'The schema must describe an object',
    },
    { args: ['run', 'bill'], says: 'missing required argument' },
    { args: ['serve', '--port', '80000'], says: '--port 80000' },
    { args: ['keys', 'list', '--server', 'http://127.0.0.1:9'], says: 'leafcutter keys list works on' },
    { args: ['fly'], says: "unknown command 'fly'" },
    { args: ['run', './no-such-recipe.ts', 'good.pdf'], says: 'no-such-recipe.ts' },
  ])('$args', async ({ args, says, stdin }: { args: string[]; says: string; stdin?: string }) => {
    const { code, stderr } = await runCli(args, { cwd, ...(stdin === undefined ? {} : { stdin }) });
    expect(problemLines(stderr)).toHaveLength(1);
    expect(stderr).toContain(says);
    expect(code).toBe(2);
  });

  test('a setting of the environment that is not valid', async () => {
    const { code, stderr } = await runCli(['jobs'], { cwd, env: { MAX_CONCURRENT_UPLOADS: 'three' } });
    expect(problemLines(stderr)[0]).toMatch(
      /MAX_CONCURRENT_UPLOADS=three is not valid: write a whole number from 1 to 1000 \(uploads: Uploads to/,
    );
    expect(code).toBe(2);
  });
});

test.each([[['jobs']], [['--help']]])('%j ends quietly when nobody reads what it says', async (args) => {
  const end = await runCli(args, { cwd, onStart: (child) => void child.stdout?.destroy() });
  expect(end.stderr).toBe('');
  expect(end.code).toBe(141);
});

test.skipIf(process.platform !== 'linux')('a full disk below its output is said in one line', async () => {
  const end = await promisify(execFile)('sh', ['-c', `"$0" "$1" jobs > /dev/full`, process.execPath, BIN], {
    cwd,
  }).catch((error: { code: number; stderr: string }) => error);
  expect(end).toMatchObject({ code: 1, stderr: expect.stringMatching(/^leafcutter: .*\[disk-full\]\n$/) });
});

describe('a document that cannot be read fails alone, with exit code 3', () => {
  const files: { name: string; make: (path: string) => Promise<unknown>; code: string }[] = [
    { name: 'empty.pdf', make: (path) => writeFile(path, ''), code: 'file-empty' },
    {
      name: 'text.pdf',
      make: (path) => writeFile(path, 'Dear all, the invoice is attached.'),
      code: 'unsupported-type',
    },
    { name: 'damaged.pdf', make: (path) => writeFile(path, '%PDF-1.7\nnothing else'), code: 'pdf-damaged' },
    {
      name: 'no-pages.pdf',
      make: (path) => writeFile(path, PDF_WITHOUT_PAGES),
      code: 'pdf-no-pages',
    },
    { name: 'missing.pdf', make: async () => {}, code: 'file-not-found' },
  ];
  test.each(files)('$name', async ({ name, make, code }) => {
    await make(join(cwd, name));
    const end = await runCli(['run', 'bill', 'good.pdf', name, '--out', 'out.jsonl'], { cwd });
    const results = (await readFile(join(cwd, 'out.jsonl'), 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(results.map(({ status }) => status)).toEqual(['complete', 'failed']);
    expect(results[1].problem.code).toBe(code);
    expect(end.stderr).toContain(name);
    expect(end.code).toBe(3);
  });

  test('an unreadable folder', async () => {
    await mkdir(join(cwd, 'locked'));
    await chmod(join(cwd, 'locked'), 0o000);
    const end = await runCli(['run', 'bill', 'good.pdf', 'locked', '--out', 'out.jsonl'], { cwd });
    // Root reads every folder: then there is nothing in it and nothing to complain of.
    if (process.getuid?.() === 0) expect(end.code).toBe(0);
    else expect(end).toMatchObject({ code: 3, stderr: expect.stringContaining('locked') });
  });
});

test('no document at all is said, not a success', async () => {
  await mkdir(join(cwd, 'nothing'));
  const { code, stderr } = await runCli(['run', 'bill', 'nothing'], { cwd });
  expect(problemLines(stderr)).toEqual([expect.stringContaining('no-input')]);
  expect(code).toBe(1);
});

test('names of which none is there are said, and leave no job', async () => {
  const end = await runCli(['run', 'bill', 'mistyped.pdf', 'nowhere/', '--home', 'home'], { cwd });
  expect(end.stderr).toMatch(
    /^leafcutter: There is no file or folder .*mistyped\.pdf; check the name; nor is there .* \[file-not-found\]\n$/,
  );
  expect(end.code).toBe(1);
  expect((await runCli(['jobs', '--json', '--home', 'home'], { cwd })).stdout).toBe('');
});

test('an output that cannot be written ends the run, and nothing is lost', async () => {
  await writeFile(join(cwd, 'file'), '');
  const { code, stderr } = await runCli(['run', 'bill', 'good.pdf', '--out', 'file/out.jsonl'], { cwd });
  expect(problemLines(stderr)).toEqual([expect.stringContaining('output-unwritable')]);
  expect(code).toBe(1);
  const again = await runCli(['run', 'bill', 'good.pdf', '--out', 'out.jsonl'], { cwd });
  expect(again.code).toBe(0);
  expect((await readFile(join(cwd, 'out.jsonl'), 'utf8')).trim().split('\n')).toHaveLength(1);
});

describe('a model in trouble', () => {
  const ask = (url: string, key = 'right-key') =>
    runCli(['run', 'bill', 'good.pdf', '--route', 'fast', '--model', 'gemini/gemini-3.8-flash', '--json'], {
      cwd,
      env: { GEMINI_API_KEY: key, GOOGLE_GEMINI_BASE_URL: url },
    });

  test('a wrong key stops the run, keeps the documents and never shows the key', async () => {
    const server = await startGeminiServer({ keys: ['right-key'], answer: answerCharge });
    try {
      const wrong = await ask(server.url, 'secret-wrong-key');
      expect(wrong.code).toBe(1);
      expect(wrong.stderr).toContain('model-unauthorized');
      expect(wrong.stderr + wrong.stdout).not.toContain('secret-wrong-key');
      expect((await ask(server.url)).code).toBe(0);
    } finally {
      await server.close();
    }
  });

  test('prose is asked for again and then said', async () => {
    const prose: Behaviour = { kind: 'text', text: 'Happy to help! The bill says one hundred.' };
    const server = await startGeminiServer({ behave: () => prose });
    try {
      const end = await ask(server.url);
      expect(JSON.parse(end.stdout.trim()).problem.code).toBe('model-malformed');
      expect(end.code).toBe(3);
      expect(server.stats.requests).toBe(3);
    } finally {
      await server.close();
    }
  });

  test('an unreachable host is tried and then said', async () => {
    const closed = createServer().listen(0, '127.0.0.1');
    await new Promise((listening) => closed.once('listening', listening));
    const { port } = closed.address() as { port: number };
    await new Promise((done) => closed.close(done));
    const end = await runCli(
      ['run', 'bill', 'good.pdf', '--route', 'fast', '--model', 'gemini/gemini-3.8-flash', '--json'],
      {
        cwd,
        env: {
          GEMINI_API_KEY: 'key',
          GOOGLE_GEMINI_BASE_URL: `http://127.0.0.1:${port}`,
          LEAFCUTTER_NEVER_REACHED_SECONDS: '1',
        },
      },
    );
    expect(end.stderr).toMatch(/cannot be reached: nothing listens at its address; it was tried for \d+ s/);
    expect(end.stderr).toContain('model-unreachable');
    expect(end.code).toBe(1);
  });
});
