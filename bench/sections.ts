/**
 * Sections of books: how many of the true outline's entries are found without reading it, how close five sections come
 * to the ideal under ceilings of 5 tasks, 3 uploads and 4 slices, and what memory a book of 2,400 pages takes.
 *
 * Run: `npm run bench -- sections [books|ceilings|memory] [parallel]`; books needs the corpus beside the repository. The memory is
 * that of a process of its own (`sections memory-of FILE`).
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createLeafcutter } from '../src/app.ts';
import type { DocumentResult } from '../src/domain/result.ts';
import type { SectionsResult } from '../src/recipes/sections/sections-schema.ts';
import { startGeminiServer } from '../test/gemini-server/gemini-server.ts';
import { writeBookPdf } from '../test/support/book-pdf.ts';
import { noise } from '../test/support/charges-pdf.ts';
import { flatOutline, shareFound } from '../test/support/true-outline.ts';
import { printTable } from './print-table.ts';

const BOOKS = resolve(import.meta.dirname, '../../shared/corpus/books');
const LATENCY_MS = 10_000;
const CHAPTERS = 5;
/** One after another takes two minutes. */
const SEQUENTIAL = process.argv[3] !== 'parallel';
const LONG_BOOK = { chapters: 60, sectionsPerChapter: 10, pagesPerSection: 4 };

const only = process.argv[2];
const folder = await mkdtemp(join(tmpdir(), 'leafcutter-bench-sections-'));
try {
  if (only === 'memory-of') await readAlone(process.argv[3]!);
  else {
    if (!only || only === 'books') await books();
    if (!only || only === 'ceilings') await ceilings();
    if (!only || only === 'memory') await memory();
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function run(
  path: string,
  options: Readonly<Record<string, unknown>>,
  environment: Readonly<Record<string, string>> = {},
): Promise<{ readonly result: DocumentResult<SectionsResult>; readonly seconds: number }> {
  const home = await mkdtemp(join(folder, 'home-'));
  const leafcutter = await createLeafcutter({
    environment: { LEAFCUTTER_HOME: home, LEAFCUTTER_OCR: 'off', ...environment },
  });
  try {
    const startedMs = performance.now();
    const asks = environment.GEMINI_API_KEY !== undefined;
    const begun = await leafcutter.start<unknown, unknown>({
      recipe: 'sections',
      sources: [path],
      options,
      ...(asks ? { route: 'fast', models: { fast: 'gemini/gemini-3.8-flash' } } : { route: 'rules' }),
    });
    for await (const result of begun) {
      return {
        result: result as DocumentResult<SectionsResult>,
        seconds: (performance.now() - startedMs) / 1000,
      };
    }
    throw new Error(`${path} gave no result`);
  } finally {
    await leafcutter.close();
  }
}

async function books(): Promise<void> {
  if (!existsSync(BOOKS)) {
    process.stdout.write(`\nNo corpus at ${BOOKS}: books are not measured.\n`);
    return;
  }
  const rows: string[][] = [];
  const percent = (share: number): string => (share * 100).toFixed(1);
  for (const file of readdirSync(BOOKS).filter((name) => name.endsWith('.pdf'))) {
    const truth = JSON.parse(readFileSync(join(BOOKS, file.replace(/pdf$/, 'truth.json')), 'utf8')).outline;
    const shares: string[] = [];
    let listed = 0;
    for (const from of ['headings', 'outline']) {
      const options = { from, sentences: 0, terms: 0, text: false };
      const { result } = await run(join(BOOKS, file), options);
      if (from === 'headings') listed = result.data?.sections.length ?? 0;
      shares.push(percent(shareFound(truth, result.data?.sections ?? [])));
    }
    rows.push([file, `${flatOutline(truth).length}`, shares[0]!, `${listed}`, shares[1]!]);
  }
  printTable(
    'Sections found',
    ['book', 'true entries', 'found without the outline %', 'sections listed so', 'found with it %'],
    rows,
  );
}

async function ceilings(): Promise<void> {
  const rows: string[][] = [];
  const picture = `data:image/jpeg;base64,${(await noise()).toString('base64')}`;
  for (const [what, more] of [
    ['inline', {}],
    ['uploaded', { picture }],
  ] as const) {
    const path = join(folder, `${what}.pdf`);
    await writeBookPdf(path, { chapters: CHAPTERS, outline: true, ...more });
    for (const concurrent of SEQUENTIAL ? [true, false] : [true]) {
      const server = await startGeminiServer({
        latencyMs: LATENCY_MS,
        answer: () => ({ answer: 'It tells of tides.', quotes: [] }),
      });
      const { result, seconds } = await run(
        path,
        { prompts: [{ name: 'gist', prompt: 'Sum it up' }] },
        {
          ...{ GEMINI_API_KEY: 'key', GOOGLE_GEMINI_BASE_URL: server.url },
          ...{ MAX_CONCURRENT_SECTION_TASKS: '5', MAX_CONCURRENT_UPLOADS: '3', MAX_CONCURRENT_SPLITS: '4' },
          ENABLE_CONCURRENT_PROCESSING: `${concurrent}`,
        },
      );
      await server.close();
      if (result.status !== 'complete') throw new Error(`${what}: ${result.status}`);
      const ideal = (LATENCY_MS / 1000) * (concurrent ? 1 : CHAPTERS);
      rows.push([
        what,
        concurrent ? '5 at once' : 'one after another',
        ideal.toFixed(1),
        seconds.toFixed(2),
        (seconds / ideal).toFixed(3),
        `${server.stats.maxInFlight}`,
        `${server.stats.maxUploads}`,
      ]);
    }
  }
  printTable(
    'Five sections, 10 s each, ceilings 5/3/4',
    ['slices', 'calls', 'ideal s', 'took s', 'took / ideal', 'most calls at once', 'most uploads at once'],
    rows,
  );
}

async function memory(): Promise<void> {
  const rows: string[][] = [];
  for (const outline of [true, false]) {
    const path = join(folder, `long-${outline}.pdf`);
    await writeBookPdf(path, { ...LONG_BOOK, outline, contents: !outline });
    const child = spawn(process.execPath, [import.meta.filename, 'memory-of', path], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    child.stdout.on('data', (chunk) => {
      said += chunk;
    });
    await once(child, 'close');
    rows.push([outline ? 'outline' : 'contents and headings', ...said.trim().split(' ')]);
  }
  printTable('A long book', ['sections from', 'pages', 'sections', 'took s', 'most resident MB'], rows);
}

/** Reads one book in this process and prints what it took. */
async function readAlone(path: string): Promise<void> {
  const { result, seconds } = await run(path, {});
  const megabytes = Math.round((process.resourceUsage().maxRSS * 1024) / 1e6);
  const { document, data } = result;
  process.stdout.write(`${document.pages} ${data?.sections.length} ${seconds.toFixed(1)} ${megabytes}\n`);
}
