/**
 * Sections of books: how many of the true outline's entries are found without reading it, how close five sections come
 * to the ideal under ceilings of 5 tasks, 3 uploads and 4 slices, and what memory a book of 2,400 pages takes.
 *
 * Run: `npm run bench -- sections [books [FOLDER]|bare [FOLDER]|ceilings [parallel]|memory]`; books needs the corpus beside the
 * repository, or a folder of PDFs, whose own outlines are hidden and taken as the truth; bare hides their printed contents too. The memory is that of a process of its own (`sections memory-of FILE`).
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { createLeafcutter } from '../src/app.ts';
import type { DocumentResult } from '../src/domain/result.ts';
import type { PdfOutlineEntry } from '../src/pdf/pdf.ts';
import { createPdfEngine } from '../src/pdf/pdf-engine.ts';
import { readSections } from '../src/recipes/sections/read-sections.ts';
import type { SectionsResult } from '../src/recipes/sections/sections-schema.ts';
import { readContents } from '../src/rules/headings/contents.ts';
import { readHeadingPage } from '../src/rules/headings/heading-page.ts';
import { writeBookPdf } from '../test/support/book-pdf.ts';
import { noise } from '../test/support/charges-pdf.ts';
import { flatOutline, shareFound, type TrueEntry } from '../test/support/true-outline.ts';
import { askBare, cutSlices } from './bare-sections.ts';
import { printTable } from './print-table.ts';
import { watchProcessorWaits } from './processor-waits.ts';

const BOOKS = resolve(import.meta.dirname, '../../shared/corpus/books');
const LATENCY_MS = 10_000;
const CHAPTERS = 5;
const TURNS = 3;
/** One after another takes four minutes. */
const SEQUENTIAL = process.argv[3] !== 'parallel';
const LONG_BOOK = { chapters: 60, sectionsPerChapter: 10, pagesPerSection: 4 };

const only = process.argv[2];
const folder = await mkdtemp(join(tmpdir(), 'leafcutter-bench-sections-'));
try {
  if (only === 'memory-of') await readAlone(process.argv[3]!);
  else {
    if (!only || only === 'books') await books();
    if (only === 'bare') await bareBooks();
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
): Promise<{
  readonly result: DocumentResult<SectionsResult>;
  readonly seconds: number;
  readonly cpuMs: number;
}> {
  const home = await mkdtemp(join(folder, 'home-'));
  const leafcutter = await createLeafcutter({
    environment: { LEAFCUTTER_HOME: home, LEAFCUTTER_OCR: 'off', ...environment },
  });
  try {
    const startedMs = performance.now();
    const cpu = process.cpuUsage();
    const asks = environment.GEMINI_API_KEY !== undefined;
    const begun = await leafcutter.start<unknown, unknown>({
      recipe: 'sections',
      sources: [path],
      options,
      ...(asks ? { route: 'fast', models: { fast: 'gemini/gemini-3.8-flash' } } : { route: 'rules' }),
    });
    for await (const result of begun) {
      const { user, system } = process.cpuUsage(cpu);
      return {
        result: result as DocumentResult<SectionsResult>,
        seconds: (performance.now() - startedMs) / 1000,
        cpuMs: (user + system) / 1000,
      };
    }
    throw new Error(`${path} gave no result`);
  } finally {
    await leafcutter.close();
  }
}

async function books(): Promise<void> {
  const books = only === 'books' && process.argv[3] ? resolve(process.argv[3]) : BOOKS;
  if (!existsSync(books)) {
    process.stdout.write(`\nNothing at ${books}: books are not measured.\n`);
    return;
  }
  const rows: string[][] = [];
  const percent = (share: number): string => (share * 100).toFixed(1);
  for (const file of readdirSync(books).filter((name) => name.endsWith('.pdf'))) {
    const truth = await trueOutline(join(books, file));
    if (truth.length === 0) continue;
    const shares: string[] = [];
    let listed = 0;
    for (const from of ['headings', 'outline']) {
      const options = { from, sentences: 0, terms: 0, text: false };
      const { result } = await run(join(books, file), options);
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

/** What is found by the headings alone in books that have printed contents, whose pages are given as empty. */
async function bareBooks(): Promise<void> {
  const books = process.argv[3] ? resolve(process.argv[3]) : BOOKS;
  const rows: string[][] = [];
  const pdf = createPdfEngine();
  try {
    for (const file of readdirSync(books).filter((name) => name.endsWith('.pdf'))) {
      const path = join(books, file);
      const truth = await trueOutline(path);
      const { pageCount } = await pdf.open(path);
      const pages = Array.from({ length: pageCount }, (_, index) => index + 1);
      const lines = [];
      for (const page of pages) lines.push(readHeadingPage(await pdf.words(path, page)));
      const hidden = new Set(readContents(lines).map(({ pageNumber }) => pageNumber));
      if (truth.length === 0 || hidden.size === 0) continue;
      const found = await readSections(
        {
          ...{ pageCount, pages, outline: async () => [] },
          pageLabels: async () => pages.map(() => null),
          words: async (page) => {
            const read = await pdf.words(path, page);
            return hidden.has(page) ? { ...read, words: [] } : read;
          },
        },
        'headings',
      );
      const sections = (found?.sections ?? []).map(({ number, title, startPage }) => ({
        section_name: number === null ? title : `${number} ${title}`,
        start_page: startPage,
      }));
      const share = shareFound(truth, sections);
      const count = flatOutline(truth).length;
      const precision = (share * count) / Math.max(1, sections.length);
      rows.push([
        file,
        `${count}`,
        (share * 100).toFixed(1),
        `${sections.length}`,
        (precision * 100).toFixed(1),
      ]);
    }
  } finally {
    await pdf.close();
  }
  const columns = ['book', 'true entries', 'found %', 'sections listed', 'of them in the outline %'];
  printTable('Sections found by headings alone', columns, rows);
}

/** What the corpus tells of a book, else the outline in its file. */
async function trueOutline(path: string): Promise<TrueEntry[]> {
  const told = path.replace(/pdf$/, 'truth.json');
  if (existsSync(told)) return JSON.parse(readFileSync(told, 'utf8')).outline;
  const pdf = createPdfEngine();
  try {
    const entries = (all: readonly PdfOutlineEntry[]): TrueEntry[] =>
      all.map(({ title, pageNumber, children }) => ({
        title,
        page: pageNumber,
        children: entries(children),
      }));
    return entries(await pdf.outline(path));
  } finally {
    await pdf.close();
  }
}

/** Asks by Leafcutter and by a bare client in turns, so that what else the machine does meets both; the median of each. */
async function ceilings(): Promise<void> {
  const rows: string[][] = [];
  const picture = `data:image/jpeg;base64,${(await noise()).toString('base64')}`;
  for (const [what, more] of [
    ['inline', {}],
    ['uploaded', { picture }],
  ] as const) {
    const path = join(folder, `${what}.pdf`);
    await writeBookPdf(path, { chapters: CHAPTERS, outline: true, ...more });
    const slices = await cutSlices(
      path,
      Array.from({ length: CHAPTERS }, (_, chapter) => [2 + 2 * chapter, 3 + 2 * chapter]),
    );
    for (const concurrent of SEQUENTIAL ? [true, false] : [true]) {
      const own: Asked[] = [];
      const bare: Asked[] = [];
      for (let turn = 0; turn < (concurrent ? TURNS : 1); turn++) {
        own.push(await withServer((url) => askSections(path, url, concurrent)));
        bare.push(
          await withServer(async (url) => ({
            ms: await askBare(url, slices, concurrent ? CHAPTERS : 1),
            cpuMs: 0,
          })),
        );
      }
      const [took, ideal] = [median(own, ({ ms }) => ms), median(bare, ({ ms }) => ms)];
      rows.push([
        what,
        concurrent ? '5 at once' : 'one after another',
        `${(ideal / 1000).toFixed(2)}`,
        `${(took / 1000).toFixed(2)}`,
        ratio(took, ideal),
        ratio(
          median(own, ({ aloneMs }) => aloneMs),
          median(bare, ({ aloneMs }) => aloneMs),
        ),
        `${Math.round(median(bare, ({ sentMs }) => sentMs))} / ${Math.round(median(own, ({ sentMs }) => sentMs))}`,
        `${Math.round(median(own, ({ cpuMs }) => cpuMs))}`,
        `${Math.max(...own.map(({ maxInFlight }) => maxInFlight))}`,
        `${Math.max(...own.map(({ maxUploads }) => maxUploads))}`,
        loadavg()[0]!.toFixed(1),
      ]);
    }
  }
  printTable(
    'Five sections, 10 s each, ceilings 5/3/4; ideal: a bare client with slices that lie ready',
    [
      ...['slices', 'calls', 'ideal s', 'took s', 'took / ideal', 'the same less waits for a processor'],
      'last call sent after ms, ideal / ours',
      ...['our processor ms', 'most calls at once', 'most uploads at once', 'load'],
    ],
    rows,
  );
}

interface Asked {
  readonly ms: number;
  readonly cpuMs: number;
  /** From the start until the last call arrived at the server. */
  readonly sentMs: number;
  /** `ms` less what our main thread waited for a processor while it sent and after the first answer. */
  readonly aloneMs: number;
  readonly maxInFlight: number;
  readonly maxUploads: number;
}

function median(all: readonly Asked[], of: (one: Asked) => number): number {
  return all.map(of).sort((a, b) => a - b)[Math.floor(all.length / 2)]!;
}

function ratio(ours: number, ideal: number): string {
  return (ours / ideal).toFixed(3);
}

async function withServer(
  work: (url: string) => Promise<{ readonly ms: number; readonly cpuMs: number }>,
): Promise<Asked> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'sections-server.ts'), `${LATENCY_MS}`], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const url = (await lines.next()).value as string;
  const waits = watchProcessorWaits();
  const startedMs = Date.now();
  const { ms, cpuMs } = await work(url);
  const endedMs = Date.now();
  waits.end();
  child.stdin.end();
  const { arrivedMs, maxInFlight, maxUploads, left } = JSON.parse((await lines.next()).value as string);
  await once(child, 'close');
  // The bare client leaves its files; ours must leave none.
  if (cpuMs > 0 && left > 0) throw new Error(`${left} files were left at the provider`);
  const [firstMs, lastMs] = [Math.min(...arrivedMs), Math.max(...arrivedMs)];
  const waitedMs = waits.between(startedMs, lastMs) + waits.between(firstMs + LATENCY_MS, endedMs);
  return { ms, cpuMs, sentMs: lastMs - startedMs, aloneMs: ms - waitedMs, maxInFlight, maxUploads };
}

async function askSections(
  path: string,
  url: string,
  concurrent: boolean,
): Promise<{ readonly ms: number; readonly cpuMs: number }> {
  const { result, seconds, cpuMs } = await run(
    path,
    { prompts: [{ name: 'gist', prompt: 'Sum it up' }] },
    {
      ...{ GEMINI_API_KEY: 'key', GOOGLE_GEMINI_BASE_URL: url },
      ...{ MAX_CONCURRENT_SECTION_TASKS: '5', MAX_CONCURRENT_UPLOADS: '3', MAX_CONCURRENT_SPLITS: '4' },
      ENABLE_CONCURRENT_PROCESSING: `${concurrent}`,
    },
  );
  if (result.status !== 'complete') throw new Error(`${path}: ${result.status}`);
  return { ms: seconds * 1000, cpuMs };
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
