/**
 * Pages a second of one core for words, pictures and slices, beside poppler and PyMuPDF in the same run:
 * `node bench/pdf.ts [file.pdf ...]`. Without files it takes the books of the corpus, or makes one.
 *
 * Seconds are of processor time, all threads and processes of an engine together, so that other work on the machine
 * counts little; everything runs on one core (`taskset`, where there is one). Each engine takes its turn, the best of
 * three passes counts. Ours are warm after the first pass, as in a batch; PyMuPDF opens its file once a pass, poppler
 * starts a process a file, as people use them. Then the native back end beside a C program that makes the same calls
 * (where there is gcc). Then memory and the main thread on the longest file.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import type { PdfEngine } from '../src/pdf/pdf.ts';
import { createPdfEngine } from '../src/pdf/pdf-engine.ts';
import { book } from '../test/fixtures/pdf-samples.ts';
import { findPython, measureLimit } from './pdf-limit.ts';
import { printTable } from './print-table.ts';

const WORDS_PAGES = 200;
const RENDER_PAGES = 20;
const SLICE_PAGES = 20;
const PASSES = 3;
const BOOKS = 3;
const LONG_EDGE = 1536;
/** Calls in flight: enough to keep one worker busy. */
const IN_FLIGHT = 8;

type Task = 'words' | 'render' | 'slice';
const PAGES: Record<Task, number> = { words: WORDS_PAGES, render: RENDER_PAGES, slice: SLICE_PAGES };

interface Peer {
  readonly name: string;
  /** Processor seconds for the first `pages` pages; null where it cannot do the task. */
  run(task: Task, path: string, pages: number): Promise<number | null>;
  close(): Promise<void>;
}

const self = fileURLToPath(import.meta.url);
const folder = mkdtempSync(join(tmpdir(), 'leafcutter-bench-'));

type Backend = 'wasm' | 'native';

async function main(): Promise<void> {
  const given = process.argv.slice(2);
  const files = given.length > 0 ? given : await defaultFiles();
  const rates = [self, '--rates', ...files];
  const pinned = spawnSync('taskset', ['-c', '0', process.execPath, ...rates], { stdio: 'inherit' });
  if (pinned.error !== undefined) {
    console.log('ABSENT: taskset; the engines below could use every core');
    spawnSync(process.execPath, rates, { stdio: 'inherit' });
  }
  const limit = [process.execPath, self, '--limit', ...files];
  if (spawnSync('taskset', ['-c', '0', ...limit], { stdio: 'inherit' }).error !== undefined) {
    spawnSync(limit[0]!, limit.slice(1), { stdio: 'inherit' });
  }
  const longest = files.reduce((a, b) => (statSync(a).size >= statSync(b).size ? a : b));
  const rows: string[][] = [];
  for (const backend of ['wasm', 'native']) {
    const { stdout } = spawnSync(process.execPath, [self, '--memory', longest, backend], {
      encoding: 'utf8',
    });
    rows.push([backend, ...stdout.trim().split('\t')]);
  }
  printTable(
    `Memory and main thread: words of every page of ${basename(longest)}, then ${RENDER_PAGES} pictures, all cores`,
    [
      'back end',
      'pages',
      'peak RSS, MB',
      'of it in workers of their own',
      'event loop delay p99, ms',
      'max, ms',
    ],
    rows,
  );
}

async function defaultFiles(): Promise<string[]> {
  const books = fileURLToPath(new URL('../../shared/corpus/books/', import.meta.url));
  if (existsSync(books)) {
    return readdirSync(books)
      .filter((name) => name.endsWith('.pdf'))
      .slice(0, BOOKS)
      .map((name) => join(books, name));
  }
  console.log(`ABSENT: the corpus at ${books}; measured on a made book instead`);
  const path = join(folder, 'book.pdf');
  writeFileSync(path, await book(WORDS_PAGES));
  return [path];
}

/** What is drawn for the comparison with the limit: of the corpus where it is there, else the files themselves. */
function drawnFiles(files: readonly string[]): Record<string, readonly string[]> {
  const corpus = fileURLToPath(new URL('../../shared/corpus/', import.meta.url));
  if (!existsSync(corpus)) return { 'first pages': files };
  const pdfs = (kind: string) =>
    readdirSync(join(corpus, kind))
      .filter((name) => name.endsWith('.pdf'))
      .map((name) => join(corpus, kind, name));
  return {
    invoices: pdfs('invoices'),
    'scans, papers, statements': ['scanned', 'papers', 'statements'].flatMap(pdfs),
  };
}

async function measureRates(files: readonly string[]): Promise<void> {
  const peers = [await ours('wasm'), await ours('native'), pyMuPdf(), poppler()].filter(
    (peer) => peer !== null,
  );
  const counts = new Map<string, number>();
  const counter = createPdfEngine({ workers: 1, backend: 'wasm' });
  for (const path of files) counts.set(path, (await counter.open(path)).pageCount);
  await counter.close();
  const rows: string[][] = [];
  for (const task of ['words', 'render', 'slice'] as const) {
    for (const path of files) {
      const pages = Math.min(counts.get(path)!, PAGES[task]);
      const best = new Map<string, number>();
      for (let pass = 0; pass < PASSES; pass++) {
        for (const peer of peers) {
          const seconds = await peer.run(task, path, pages);
          if (seconds !== null) best.set(peer.name, Math.min(best.get(peer.name) ?? Infinity, seconds));
        }
      }
      const cells = peers.map(({ name }) => (best.has(name) ? (pages / best.get(name)!).toFixed(0) : '–'));
      rows.push([task, basename(path), String(pages), ...cells]);
    }
  }
  for (const peer of peers) await peer.close();
  printTable(
    `Pages a second of processor time, one core; load of the machine before: ${loadavg()[0]!.toFixed(1)}`,
    ['task', 'file', 'pages', ...peers.map(({ name }) => name)],
    rows,
  );
}

async function ours(backend: Backend): Promise<Peer | null> {
  const engine = createPdfEngine({ workers: 1, backend });
  try {
    await engine.describe();
  } catch (error) {
    console.log(`ABSENT: the ${backend} back end (${error instanceof Error ? error.message : error})`);
    return null;
  }
  return {
    name: `leafcutter ${backend}`,
    async run(task, path, pages) {
      const before = processorSeconds();
      await inFlight(pages, (pageNumber) => once(engine, task, path, pageNumber));
      return processorSeconds() - before;
    },
    close: () => engine.close(),
  };
}

function once(engine: PdfEngine, task: Task, path: string, pageNumber: number): Promise<unknown> {
  if (task === 'words') return engine.words(path, pageNumber);
  if (task === 'slice') return engine.slice(path, [pageNumber]);
  return engine.render(path, pageNumber, { format: 'png', gray: true, longEdge: LONG_EDGE });
}

async function inFlight(pages: number, work: (pageNumber: number) => Promise<unknown>): Promise<void> {
  let next = 1;
  const caller = async () => {
    while (next <= pages) await work(next++);
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, caller));
}

/** The same tasks in PyMuPDF; it draws in gray and writes PNG itself. */
const PY_MU_PDF = `
import sys, time, fitz
task, path, pages, edge = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
start = time.process_time()
document = fitz.open(path)
for i in range(pages):
    page = document[i]
    if task == 'words':
        page.get_text('words')
    elif task == 'render':
        scale = edge / max(page.rect.width, page.rect.height)
        page.get_pixmap(matrix=fitz.Matrix(scale, scale), colorspace=fitz.csGRAY).tobytes('png')
    else:
        part = fitz.open()
        part.insert_pdf(document, from_page=i, to_page=i)
        part.tobytes(garbage=1)
print(time.process_time() - start)
`;

function pyMuPdf(): Peer | null {
  const python = findPython();
  if (python === null) {
    console.log('ABSENT: PyMuPDF (no python3 with the module fitz)');
    return null;
  }
  return {
    name: 'PyMuPDF',
    async run(task, path, pages) {
      const args = ['-c', PY_MU_PDF, task, path, String(pages), String(LONG_EDGE)];
      const { stdout, status } = spawnSync(python, args, { encoding: 'utf8' });
      return status === 0 ? Number(stdout) : null;
    },
    close: async () => undefined,
  };
}

function poppler(): Peer | null {
  if (spawnSync('pdftotext', ['-v']).error !== undefined) {
    console.log('ABSENT: poppler (no pdftotext on the search path)');
    return null;
  }
  const out = join(folder, 'poppler');
  const commands: Record<Task, readonly string[]> = {
    words: ['pdftotext', '-bbox'],
    render: ['pdftoppm', '-png', '-gray', '-scale-to', String(LONG_EDGE)],
    slice: ['pdfseparate'],
  };
  return {
    name: 'poppler',
    async run(task, path, pages) {
      const target = task === 'slice' ? `${out}-%d.pdf` : out;
      const command = [...commands[task], '-f', '1', '-l', String(pages), path, target];
      // The shell's second line of times is that of its children: user and system, as 0m1.234s.
      const script = '"$@" && times';
      const { stdout, status } = spawnSync('sh', ['-c', script, 'sh', ...command], { encoding: 'utf8' });
      const [user, system] = [...stdout.matchAll(/(\d+)m([\d.]+)s/g)]
        .slice(-2)
        .map(([, minutes, seconds]) => Number(minutes) * 60 + Number(seconds));
      return status === 0 ? user! + system! : null;
    },
    close: async () => undefined,
  };
}

/** Prints pages, peak memory, what of it other processes hold, and how long the main thread was not free. */
async function measureMemory(path: string, backend: Backend): Promise<void> {
  const engine = createPdfEngine({ backend });
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const { pageCount } = await engine.open(path);
  delay.enable();
  await inFlight(pageCount, (pageNumber) => engine.words(path, pageNumber));
  await inFlight(Math.min(pageCount, RENDER_PAGES), (page) => once(engine, 'render', path, page));
  delay.disable();
  const own = process.resourceUsage().maxRSS / 1024;
  const others = childrenPeakMegabytes();
  await engine.close();
  // The monitor counts its own interval of a millisecond.
  const [p99, max] = [delay.percentile(99), delay.max].map((ns) => (ns / 1e6 - 1).toFixed(1));
  process.stdout.write(`${[pageCount, (own + others).toFixed(0), others.toFixed(0), p99, max].join('\t')}\n`);
}

/** Sum of the peaks of this process's children; 0 where the system does not tell. */
function childrenPeakMegabytes(): number {
  const peaks = children().map(
    (pid) => /VmHWM:\s*(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1],
  );
  return peaks.reduce((sum, kilobytes) => sum + Number(kilobytes ?? 0), 0) / 1024;
}

/** Of this process and its children. */
function processorSeconds(): number {
  const { user, system } = process.cpuUsage();
  const others = children().map((pid) => {
    // Fields 14 and 15 after the name in brackets, in hundredths of a second (proc(5)).
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  });
  return (user + system) / 1e6 + others.reduce((sum, seconds) => sum + seconds, 0);
}

function children(): string[] {
  const list = `/proc/${process.pid}/task/${process.pid}/children`;
  return existsSync(list) ? readFileSync(list, 'utf8').split(' ').filter(Boolean) : [];
}

try {
  if (process.argv[2] === '--memory') await measureMemory(process.argv[3]!, process.argv[4] as Backend);
  else if (process.argv[2] === '--limit') {
    const files = process.argv.slice(3);
    await measureLimit(files, drawnFiles(files), folder);
  } else if (process.argv[2] === '--rates') await measureRates(process.argv.slice(3));
  else await main();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
