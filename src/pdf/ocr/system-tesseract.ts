import { spawn, spawnSync } from 'node:child_process';
import { Problem } from '../../problem/problem.ts';
import { childEnvironment } from '../child-environment.ts';
import { Turns } from '../turns.ts';
import {
  parseTsv,
  type ReadOptions,
  type ReadWord,
  type Recogniser,
  TESSERACT_PARAMETERS,
} from './recogniser.ts';

const FIND_TIMEOUT_MS = 5_000;
/** Where its data and its scratch files are, and how text is written. */
const OWN_SETTINGS = ['TESSDATA_PREFIX', 'LANG', 'LC_ALL', 'TMPDIR', 'SystemRoot', 'TEMP'];
const MAX_OUTPUT_BYTES = 32 * 1024 * 1024;
/** Each further language costs about as much time as the first. */
const MAX_LANGUAGES = 3;
/** Which of many installed languages are read unless told: those of most business papers in Latin letters. */
const COMMON = ['eng', 'deu', 'fra', 'spa', 'ita', 'por', 'nld', 'pol', 'swe', 'dan'];

/** An installed Tesseract: what `findTesseract` found out about it. */
export interface InstalledTesseract {
  readonly command: string;
  readonly version: string;
  /** Installed languages; the common ones first. */
  readonly languages: readonly string[];
}

/** Asks the `tesseract` on the search path for version and languages; null where there is none of version 5 or later. */
export function findTesseract(command = 'tesseract'): InstalledTesseract | null {
  const options = { encoding: 'utf8', timeout: FIND_TIMEOUT_MS } as const;
  const asked = spawnSync(command, ['--version'], options);
  const version = /^tesseract v?(\d+)\.(\S+)/m.exec(`${asked.stdout}\n${asked.stderr}`);
  if (asked.status !== 0 || version === null || Number(version[1]) < 5) return null;
  const listed = spawnSync(command, ['--list-langs'], options);
  // The first line is a heading; `osd` and `equ` are no languages, and scripts stand in a folder of their own.
  const languages = `${listed.stdout}`
    .split('\n')
    .slice(1)
    .map((line) => line.trim())
    .filter((name) => /^[a-z]{3}(_\w+)?$/.test(name) && name !== 'osd' && name !== 'equ')
    .sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
  if (listed.status !== 0 || languages.length === 0) return null;
  return { command, version: `${version[1]}.${version[2]}`, languages };
}

/** How the installed program is used. */
function rank(language: string): number {
  const place = COMMON.indexOf(language);
  return place < 0 ? COMMON.length : place;
}

/** How the system program is run. */
export interface SystemTesseractOptions {
  /** Processes at a time. */
  readonly workers: number;
  /** Languages to read; default the first three installed. */
  readonly languages?: readonly string[];
}

/** Reads with an installed Tesseract: a process a picture, one thread each. */
export function createSystemTesseract(
  { command, version, languages }: InstalledTesseract,
  options: SystemTesseractOptions,
): Recogniser {
  const read = options.languages ?? languages.slice(0, MAX_LANGUAGES);
  return new SystemTesseract(command, version, read.join('+'), options.workers);
}

class SystemTesseract implements Recogniser {
  readonly name: string;
  readonly #command: string;
  readonly #languages: string;
  readonly #turns: Turns;
  readonly #closing = new AbortController();

  constructor(command: string, version: string, languages: string, workers: number) {
    this.name = `tesseract-${version}-${languages}`;
    this.#command = command;
    this.#languages = languages;
    this.#turns = new Turns(workers);
  }

  async read(png: Uint8Array, options: ReadOptions): Promise<readonly ReadWord[]> {
    const { subject, timeoutMs } = options;
    const signals = options.signal === undefined ? [] : [options.signal];
    const signal = AbortSignal.any([this.#closing.signal, ...signals]);
    return this.#turns.run(async () => {
      if (signal.aborted) throw cancelledReading(subject);
      return parseTsv(await this.#run(png, { subject, timeoutMs, signal }));
    });
  }

  async close(): Promise<void> {
    this.#closing.abort();
  }

  #run(
    png: Uint8Array,
    { subject, timeoutMs, signal }: { subject: string; timeoutMs: number; signal: AbortSignal },
  ): Promise<string> {
    const parameters = Object.entries(TESSERACT_PARAMETERS).flatMap(([key, value]) => [
      '-c',
      `${key}=${value}`,
    ]);
    // Page segmentation has to be given as an option of its own: the later default would win.
    const psm = ['--psm', TESSERACT_PARAMETERS.tessedit_pageseg_mode];
    const child = spawn(
      this.#command,
      ['stdin', 'stdout', '-l', this.#languages, ...psm, ...parameters, 'tsv'],
      {
        env: { ...childEnvironment(OWN_SETTINGS), OMP_THREAD_LIMIT: '1' },
        stdio: ['pipe', 'pipe', 'pipe'],
        // Ctrl-C goes to all that a shell has started together, and pages that are being read are to be kept.
        detached: process.platform !== 'win32',
      },
    );
    return new Promise((resolve, reject) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      let complaint = '';
      let outcome: Problem | null = null;
      const stop = (problem: Problem) => {
        outcome ??= problem;
        child.kill('SIGKILL');
      };
      const onAbort = () => stop(cancelledReading(subject));
      const timer = setTimeout(() => {
        stop(failed(subject, `it took longer than ${timeoutMs} ms`));
      }, timeoutMs);
      signal.addEventListener('abort', onAbort, { once: true });
      child.stdout.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        bytes += chunk.length;
        if (bytes > MAX_OUTPUT_BYTES) stop(failed(subject, 'its output did not end'));
      });
      child.stderr.on('data', (chunk: Buffer) => {
        if (complaint.length < 500) complaint += chunk.toString('utf8');
      });
      // A process that ends early closes its input; how it ended is told below.
      child.stdin.on('error', () => undefined);
      child.on('error', (error) => {
        outcome ??= failed(subject, error.message);
      });
      child.on('close', (code, killedBy) => {
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
        if (outcome !== null) reject(outcome);
        else if (code === 0) resolve(Buffer.concat(chunks).toString('utf8'));
        else reject(failed(subject, complaint.trim() || `it ended with ${code ?? killedBy}`));
      });
      child.stdin.end(png);
    });
  }
}

function failed(subject: string, reason: string): Problem {
  return new Problem('ocr-failed', { detail: `Tesseract could not read ${subject}: ${reason}`, subject });
}

function cancelledReading(subject: string): Problem {
  return new Problem('cancelled', { detail: `Recognising ${subject} was cancelled`, subject });
}
