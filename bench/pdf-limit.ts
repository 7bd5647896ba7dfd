import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, readdirSync, readFileSync, statSync, utimesSync } from 'node:fs';
import { loadavg } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { childProcesses } from '../src/pdf/native/child-processes.ts';
import { findPdfium } from '../src/pdf/native/find-pdfium.ts';
import { giveBack } from '../src/pdf/native/mapped-files.ts';
import { startNativePdfium } from '../src/pdf/native/native-pdfium.ts';
import { CallRunner, type FileCall, type PdfCall } from '../src/pdf/pdfium/calls.ts';
import { DocumentCache } from '../src/pdf/pdfium/document-cache.ts';
import type { Bitmap } from '../src/pdf/pdfium/pdfium.ts';
import { WorkerPool } from '../src/pdf/pool.ts';
import { printTable } from './print-table.ts';

const WORDS_PAGES = 200;
const LONG_EDGE = 1536;
/** Pages asked for at a time, as a batch does. */
const WORDS_IN_FLIGHT = 16;
const ROUNDS = Number(process.env.ROUNDS ?? 6);
/** Passes of one turn; the first is cold, and a script is warm after more than a thousand pages only. */
const PASSES = { words: 16, gray: 4, colour: 4 };
const self = fileURLToPath(import.meta.url);

interface Work {
  readonly name: string;
  readonly kind: 'words' | 'gray' | 'colour';
  readonly files: readonly string[];
  /** Pages of one pass. */
  readonly pages: number;
}

/** Processor seconds of each file, best of its passes. */
type FileSeconds = number[];

/**
 * Processor time of the native back end beside a C program that makes the same calls of the same library, and beside
 * PyMuPDF: words of `books`, and bitmaps, not encoded, of the first page of each of `drawn`. Words are also read by a
 * process that asks nobody, which shows what the boundary costs that lets a page be ended. Bitmaps are also compared page by page, as a
 * few large pictures outweigh all other pages in a sum. Turns alternate and the best of each counts, so that other work
 * on the machine counts little. `folder` takes the compiled program.
 */
export async function measureLimit(
  books: readonly string[],
  drawn: Readonly<Record<string, readonly string[]>>,
  folder: string,
): Promise<void> {
  const library = findPdfium().path;
  const program = compile(library, folder);
  if (program === null) {
    console.log('ABSENT: gcc; the limit of PDFium itself is not measured');
    return;
  }
  const workers = new WorkerPool<PdfCall>({
    start: childProcesses({
      script: new URL('../src/pdf/native/native-worker.ts', import.meta.url),
      args: [library],
    }),
    size: 1,
    isShort: ({ kind }) => kind === 'words',
    // No pass holds the start of a process.
    maxMemoryBytes: Number.POSITIVE_INFINITY,
  });
  const python = findPython();
  if (python === null) console.log('ABSENT: PyMuPDF (no python3 with the module fitz)');
  const rows: string[][] = [];
  for (const work of await listWork({ workers, folder }, books, drawn)) {
    const best = { limit: Infinity, own: Infinity, worker: Infinity, whole: Infinity, python: Infinity };
    const perFile = { own: bestOf(work), python: bestOf(work) };
    for (let round = 0; round < ROUNDS; round++) {
      best.limit = Math.min(best.limit, ...runProgram(program, work));
      if (work.kind === 'words') best.own = Math.min(best.own, ...runAlone(work));
      for (let pass = 0; pass < PASSES[work.kind]; pass++) {
        if (work.kind === 'words') touch(work.files[0]!);
        const { worker, whole } = await runWorker(workers, work);
        best.worker = Math.min(best.worker, worker);
        best.whole = Math.min(best.whole, whole);
        if (work.kind !== 'words') await runFiles(workers, work, perFile.own);
      }
      if (python === null) continue;
      for (const files of runPython(python, work)) {
        best.python = Math.min(
          best.python,
          files.reduce((a, b) => a + b, 0),
        );
        for (const [i, seconds] of files.entries()) perFile.python[i] = Math.min(perFile.python[i]!, seconds);
      }
    }
    const rate = (seconds: number) =>
      Number.isFinite(seconds) ? (work.pages / seconds).toFixed(work.kind === 'words' ? 0 : 1) : '–';
    const ofLimit = (seconds: number) =>
      Number.isFinite(seconds) ? `${rate(seconds)} (${(best.limit / seconds).toFixed(2)})` : '–';
    rows.push([
      work.name,
      String(work.pages),
      rate(best.limit),
      ofLimit(best.own),
      ofLimit(best.worker),
      ofLimit(best.whole),
      rate(best.python),
      work.kind === 'words' || python === null ? '–' : pageByPage(perFile),
    ]);
  }
  await workers.close();
  printTable(
    `The native back end beside its limit: pages a second of processor time, one core; bitmaps are not encoded; load of the machine before: ${loadavg()[0]!.toFixed(1)}`,
    [
      'task',
      'pages',
      'C, same calls',
      'one process (of C)',
      'worker (of C)',
      'worker and parent (of C)',
      'PyMuPDF',
      'page by page: times PyMuPDF, ahead',
    ],
    rows,
  );
}

async function listWork(
  { workers, folder }: { workers: WorkerPool<PdfCall>; folder: string },
  books: readonly string[],
  drawn: Readonly<Record<string, readonly string[]>>,
): Promise<Work[]> {
  const open = async (path: string): Promise<number> => {
    const info = (await workers.run({ kind: 'open', path }, { subject: path })) as { pageCount: number };
    return info.pageCount;
  };
  const list: Work[] = [];
  for (const path of books) {
    const pages = Math.min(await open(path), WORDS_PAGES);
    const copy = join(folder, basename(path));
    copyFileSync(path, copy);
    chmodSync(copy, 0o600);
    list.push({ name: `words, ${basename(path)}`, kind: 'words', files: [copy], pages });
  }
  for (const [kind, paths] of Object.entries(drawn)) {
    const files: string[] = [];
    for (const path of paths) if (await open(path).catch(() => 0)) files.push(path);
    for (const colour of ['gray', 'colour'] as const) {
      if (files.length > 0)
        list.push({ name: `${colour} bitmaps, ${kind}`, kind: colour, files, pages: files.length });
    }
  }
  return list;
}

/** Makes the file look written again: as the program does, each pass of words opens it anew. */
function touch(file: string): void {
  const before = statSync(file).mtime;
  utimesSync(file, before, new Date(before.getTime() + 1_000));
}

function compile(library: string, folder: string): string | null {
  const program = join(folder, 'pdf-limit');
  const source = fileURLToPath(new URL('pdf-limit.c', import.meta.url));
  const { error, status, stderr } = spawnSync(
    'gcc',
    ['-O2', '-o', program, source, library, '-lm', `-Wl,-rpath,${dirname(library)}`],
    { encoding: 'utf8' },
  );
  if (error !== undefined) return null;
  if (status !== 0) throw new Error(`pdf-limit.c does not compile: ${stderr}`);
  return program;
}

function runProgram(program: string, { kind, files }: Work): number[] {
  const amount = kind === 'words' ? WORDS_PAGES : LONG_EDGE;
  const args = [kind, String(amount), String(PASSES[kind]), ...files];
  return linesOf(spawnSync(program, args, { encoding: 'utf8' })).map(Number);
}

function runAlone({ files, pages }: Work): number[] {
  const args = [self, files[0]!, String(pages)];
  return linesOf(spawnSync(process.execPath, args, { encoding: 'utf8' })).map(Number);
}

function callsOf({ kind, files, pages }: Work): FileCall[] {
  return Array.from({ length: pages }, (_, i): FileCall => {
    if (kind === 'words') return { kind, path: files[0]!, pageNumber: i + 1 };
    return {
      kind: 'render',
      path: files[i]!,
      pageNumber: 1,
      longEdge: LONG_EDGE,
      gray: kind === 'gray',
    };
  });
}

/** Prints the processor seconds of each pass over the words, read in this process. */
function readAlone(path: string, pages: number): void {
  const pdfium = startNativePdfium(findPdfium().path);
  const runner = new CallRunner(pdfium, new DocumentCache(pdfium));
  const calls = callsOf({ name: path, kind: 'words', files: [path], pages });
  for (let pass = 0; pass < PASSES.words; pass++) {
    touch(path);
    const before = process.cpuUsage();
    for (const call of calls) runner.run(call, pass);
    const { user, system } = process.cpuUsage(before);
    console.log((user + system) / 1e6);
  }
}

/** Processor seconds of one pass: of the worker, and of the worker with this process. */
async function runWorker(
  workers: WorkerPool<PdfCall>,
  work: Work,
): Promise<{ worker: number; whole: number }> {
  const calls = callsOf(work);
  const spent = startClock();
  // The next is there when one ends; of bitmaps, no more memory is held than the program would.
  let next = 0;
  const caller = async () => {
    while (next < calls.length) await answer(workers, calls[next++]!);
  };
  await Promise.all(Array.from({ length: work.kind === 'words' ? WORDS_IN_FLIGHT : 2 }, caller));
  return spent();
}

/** One pass, a file at a time. */
async function runFiles(workers: WorkerPool<PdfCall>, work: Work, best: FileSeconds): Promise<void> {
  for (const [i, call] of callsOf(work).entries()) {
    const spent = startClock();
    await answer(workers, call);
    best[i] = Math.min(best[i]!, spent().whole);
  }
}

async function answer(workers: WorkerPool<PdfCall>, call: FileCall): Promise<void> {
  const value = await workers.run(call, { subject: call.path });
  if (call.kind === 'render') giveBack((value as Bitmap).pixels);
}

function startClock(): () => { worker: number; whole: number } {
  const [child] = readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, 'latin1').split(' ');
  const before = { worker: threadSeconds(child!), own: process.cpuUsage() };
  return () => {
    const { user, system } = process.cpuUsage(before.own);
    const worker = threadSeconds(child!) - before.worker;
    return { worker, whole: worker + (user + system) / 1e6 };
  };
}

function bestOf({ files }: Work): FileSeconds {
  return files.map(() => Infinity);
}

/** Geometric mean of how many times as fast ours is, and on how many pages it is ahead. */
function pageByPage({ own, python }: { own: FileSeconds; python: FileSeconds }): string {
  const times = own.map((seconds, i) => python[i]! / seconds);
  const mean = Math.exp(times.reduce((sum, ratio) => sum + Math.log(ratio), 0) / times.length);
  return `${mean.toFixed(2)}, ${times.filter((ratio) => ratio > 1).length} of ${times.length}`;
}

/** Processor seconds of all threads of a process, from the scheduler's count of nanoseconds (proc(5)). */
function threadSeconds(pid: string): number {
  return readdirSync(`/proc/${pid}/task`).reduce((sum, thread) => {
    return sum + Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'latin1').split(' ')[0]) / 1e9;
  }, 0);
}

const PY_MU_PDF = `
import sys, time, fitz
kind, amount, passes, paths = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:]
for _ in range(passes):
    spent = []
    for path in paths:
        start = time.process_time()
        document = fitz.open(path)
        if kind == 'words':
            for i in range(min(len(document), amount)):
                document[i].get_text('words')
        else:
            page = document[0]
            scale = amount / max(page.rect.width, page.rect.height)
            space = fitz.csGRAY if kind == 'gray' else fitz.csRGB
            page.get_pixmap(matrix=fitz.Matrix(scale, scale), colorspace=space)
        spent.append(time.process_time() - start)
    print(*spent)
`;

/** A Python that has PyMuPDF; null where none has. */
export function findPython(): string | null {
  const found = ['/usr/bin/python3', 'python3'].find(
    (command) => spawnSync(command, ['-c', 'import fitz']).status === 0,
  );
  return found ?? null;
}

/** Of each pass, the seconds of each file. */
function runPython(python: string, { kind, files }: Work): FileSeconds[] {
  const amount = kind === 'words' ? WORDS_PAGES : LONG_EDGE;
  const args = ['-c', PY_MU_PDF, kind, String(amount), String(PASSES[kind]), ...files];
  return linesOf(spawnSync(python, args, { encoding: 'utf8' })).map((line) => line.split(' ').map(Number));
}

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function linesOf({ status, stdout, stderr }: Ended): string[] {
  if (status !== 0) throw new Error(`A program to compare with failed: ${stderr}`);
  return stdout.trim().split('\n');
}

if (process.argv[1] === self) readAlone(process.argv[2]!, Number(process.argv[3]));
