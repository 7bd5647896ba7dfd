import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, readdirSync, readFileSync, statSync, utimesSync } from 'node:fs';
import { loadavg } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { childProcesses } from '../src/pdf/native/child-processes.ts';
import { findPdfium } from '../src/pdf/native/find-pdfium.ts';
import { giveBack } from '../src/pdf/native/mapped-files.ts';
import type { PdfCall } from '../src/pdf/pdfium/calls.ts';
import type { Bitmap } from '../src/pdf/pdfium/pdfium.ts';
import { WorkerPool } from '../src/pdf/pool.ts';
import { printTable } from './print-table.ts';

const WORDS_PAGES = 200;
const LONG_EDGE = 1536;
/** Pages asked for at a time, as a batch does. */
const WORDS_IN_FLIGHT = 16;
const ROUNDS = Number(process.env.ROUNDS ?? 6);
/** Passes of one turn of the C program; the first is cold. */
const PASSES = 4;

interface Work {
  readonly name: string;
  readonly kind: 'words' | 'gray' | 'colour';
  readonly files: readonly string[];
  /** Pages of one pass. */
  readonly pages: number;
}

/**
 * Processor time of the native back end beside a C program that makes the same calls of the same library, and beside
 * PyMuPDF: words of `books`, and bitmaps, not encoded, of the first page of each of `drawn`. Turns alternate and the
 * best of each counts, so that other work on the machine counts little. `folder` takes the compiled program.
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
    const best = { limit: Infinity, worker: Infinity, whole: Infinity, python: Infinity };
    for (let round = 0; round < ROUNDS; round++) {
      best.limit = Math.min(best.limit, ...runProgram(program, work));
      for (let pass = 0; pass < PASSES; pass++) {
        // As the program does, each pass opens its files anew: a file that changed is not taken from the last pass.
        if (work.kind === 'words') touch(work.files);
        const { worker, whole } = await runWorker(workers, work);
        best.worker = Math.min(best.worker, worker);
        best.whole = Math.min(best.whole, whole);
      }
      if (python !== null) best.python = Math.min(best.python, ...runPython(python, work));
    }
    const rate = (seconds: number) =>
      Number.isFinite(seconds) ? (work.pages / seconds).toFixed(work.kind === 'words' ? 0 : 1) : '–';
    rows.push([
      work.name,
      String(work.pages),
      rate(best.limit),
      rate(best.worker),
      (best.limit / best.worker).toFixed(2),
      rate(best.whole),
      (best.limit / best.whole).toFixed(2),
      rate(best.python),
    ]);
  }
  await workers.close();
  printTable(
    `The native back end beside its limit: pages a second of processor time, one core; bitmaps are not encoded; load of the machine before: ${loadavg()[0]!.toFixed(1)}`,
    ['task', 'pages', 'C, same calls', 'worker', 'of C', 'worker and parent', 'of C', 'PyMuPDF'],
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

/** Makes the files look written again. */
function touch(files: readonly string[]): void {
  for (const file of files) {
    const before = statSync(file).mtime;
    utimesSync(file, before, new Date(before.getTime() + 1_000));
  }
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
  return secondsOf(
    spawnSync(program, [kind, String(amount), String(PASSES), ...files], { encoding: 'utf8' }),
  );
}

/** Processor seconds of one pass: of the worker, and of the worker with this process. */
async function runWorker(
  workers: WorkerPool<PdfCall>,
  { kind, files, pages }: Work,
): Promise<{ worker: number; whole: number }> {
  const calls = Array.from({ length: pages }, (_, i): PdfCall => {
    if (kind === 'words') return { kind, path: files[0]!, pageNumber: i + 1 };
    return {
      kind: 'render',
      path: files[i]!,
      pageNumber: 1,
      longEdge: LONG_EDGE,
      gray: kind === 'gray',
    };
  });
  const [child] = readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, 'latin1').split(' ');
  const before = { worker: threadSeconds(child!), own: process.cpuUsage() };
  // The next is there when one ends; of bitmaps, no more memory is held than the program would.
  let next = 0;
  const caller = async () => {
    while (next < calls.length) {
      const call = calls[next++]!;
      const answer = await workers.run(call, { subject: call.path });
      if (kind !== 'words') giveBack((answer as Bitmap).pixels);
    }
  };
  await Promise.all(Array.from({ length: kind === 'words' ? WORDS_IN_FLIGHT : 2 }, caller));
  const { user, system } = process.cpuUsage(before.own);
  const worker = threadSeconds(child!) - before.worker;
  return { worker, whole: worker + (user + system) / 1e6 };
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
    start = time.process_time()
    for path in paths:
        document = fitz.open(path)
        if kind == 'words':
            for i in range(min(len(document), amount)):
                document[i].get_text('words')
        else:
            page = document[0]
            scale = amount / max(page.rect.width, page.rect.height)
            space = fitz.csGRAY if kind == 'gray' else fitz.csRGB
            page.get_pixmap(matrix=fitz.Matrix(scale, scale), colorspace=space)
    print(time.process_time() - start)
`;

/** A Python that has PyMuPDF; null where none has. */
export function findPython(): string | null {
  const found = ['/usr/bin/python3', 'python3'].find(
    (command) => spawnSync(command, ['-c', 'import fitz']).status === 0,
  );
  return found ?? null;
}

function runPython(python: string, { kind, files }: Work): number[] {
  const amount = kind === 'words' ? WORDS_PAGES : LONG_EDGE;
  const args = ['-c', PY_MU_PDF, kind, String(amount), String(PASSES), ...files];
  return secondsOf(spawnSync(python, args, { encoding: 'utf8' }));
}

function secondsOf({ status, stdout, stderr }: { status: number | null; stdout: string; stderr: string }) {
  if (status !== 0) throw new Error(`A program to compare with failed: ${stderr}`);
  return stdout.trim().split('\n').map(Number);
}
