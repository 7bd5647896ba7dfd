import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { PageText, Word } from '../../domain/page-text.ts';
import { encode } from '../encode.ts';
import type {
  PdfCallOptions,
  PdfEngine,
  PdfInfo,
  PdfOutlineEntry,
  PdfPageInfo,
  RenderedPage,
  RenderOptions,
} from '../pdf.ts';
import type { PackedPage, PdfAnswers, PdfCall } from '../pdfium/calls.ts';
import { NUMBERS_PER_WORD } from '../pdfium/reading-order.ts';
import { type PoolOptions, WorkerPool } from '../pool.ts';
import { Turns } from '../turns.ts';
import { limitMemory } from './limit-memory.ts';

export interface WasmEngineOptions {
  /** Worker threads; default one a core. */
  readonly workers?: number;
  /** Milliseconds a call may run unless it says otherwise; default 30,000. */
  readonly timeoutMs?: number;
  /** A worker is replaced when its library holds more than this after a call; default 256 MiB. */
  readonly maxMemoryBytes?: number;
}

const DEFAULT_LONG_EDGE = 1536;
/** A page that needs more ends its call with `pdf-crashed`; the largest real scan measured took 556 MB. */
const MAX_HEAP_BYTES = 1024 ** 3;

/** PDFium compiled to WebAssembly in worker threads; reads PDFs only. */
export function createWasmEngine(options: WasmEngineOptions = {}): PdfEngine {
  const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js';
  return new PooledEngine('pdfium-wasm', {
    script: new URL(`./wasm-worker${extension}`, import.meta.url),
    workerData: compile,
    ...(options.workers === undefined ? {} : { size: options.workers }),
    ...(options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs }),
    ...(options.maxMemoryBytes === undefined ? {} : { maxMemoryBytes: options.maxMemoryBytes }),
  });
}

/** Compiles once for all workers: they share the machine code. */
async function compile(): Promise<WebAssembly.Module> {
  const path = fileURLToPath(import.meta.resolve('@embedpdf/pdfium/pdfium.wasm'));
  return WebAssembly.compile(limitMemory(await readFile(path), MAX_HEAP_BYTES));
}

class PooledEngine implements PdfEngine {
  readonly name: string;
  readonly #pool: WorkerPool<PdfCall>;
  /** Raw pixels are large: at most two pages a worker exist at a time, drawn or being encoded. */
  readonly #turns: Turns;

  constructor(name: string, options: PoolOptions) {
    this.name = name;
    this.#pool = new WorkerPool(options);
    this.#turns = new Turns(this.#pool.size * 2);
  }

  open(path: string, options?: PdfCallOptions): Promise<PdfInfo> {
    return this.#run({ kind: 'open', path }, options);
  }

  pageInfo(path: string, pageNumber: number, options?: PdfCallOptions): Promise<PdfPageInfo> {
    return this.#run({ kind: 'page-info', path, pageNumber }, options);
  }

  outline(path: string, options?: PdfCallOptions): Promise<readonly PdfOutlineEntry[]> {
    return this.#run({ kind: 'outline', path }, options);
  }

  async words(path: string, pageNumber: number, options?: PdfCallOptions): Promise<PageText> {
    return unpack(pageNumber, await this.#run({ kind: 'words', path, pageNumber }, options));
  }

  render(path: string, pageNumber: number, options: RenderOptions): Promise<RenderedPage> {
    const { format, longEdge = DEFAULT_LONG_EDGE, gray = false } = options;
    return this.#turns.run(async () => {
      const bitmap = await this.#run({ kind: 'render', path, pageNumber, longEdge, gray }, options);
      return encode(bitmap, format);
    });
  }

  slice(path: string, pageNumbers: readonly number[], options?: PdfCallOptions): Promise<Uint8Array> {
    return this.#run({ kind: 'slice', path, pageNumbers }, options);
  }

  attachment(path: string, index: number, options?: PdfCallOptions): Promise<Uint8Array> {
    return this.#run({ kind: 'attachment', path, index }, options);
  }

  close(): Promise<void> {
    return this.#pool.close();
  }

  async #run<Kind extends PdfCall['kind']>(
    call: PdfCall & { readonly kind: Kind },
    options: PdfCallOptions = {},
  ): Promise<PdfAnswers[Kind]> {
    const { signal, timeoutMs } = options;
    const answer = await this.#pool.run(call, { subject: call.path, signal, timeoutMs });
    return answer as PdfAnswers[Kind];
  }
}

function unpack(pageNumber: number, page: PackedPage): PageText {
  const { text, numbers, width, height, imageCoverage } = page;
  const words: Word[] = [];
  if (text !== '') {
    let at = 0;
    for (const word of text.split('\n')) {
      const box = [numbers[at]!, numbers[at + 1]!, numbers[at + 2]!, numbers[at + 3]!] as const;
      words.push({ text: word, box, fontSize: numbers[at + 4]! });
      at += NUMBERS_PER_WORD;
    }
  }
  return { pageNumber, width, height, words, origin: 'text-layer', imageCoverage };
}
