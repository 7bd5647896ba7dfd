import type { PageText } from '../domain/page-text.ts';
import { encode } from './encode.ts';
import type {
  PdfCallOptions,
  PdfEngine,
  PdfInfo,
  PdfOutlineEntry,
  PdfPageInfo,
  RenderedPage,
  RenderOptions,
} from './pdf.ts';
import type { FileCall, PdfAnswers, PdfCall } from './pdfium/calls.ts';
import { unpackPage } from './pdfium/packed-words.ts';
import type { Bitmap } from './pdfium/pdfium.ts';
import { type PoolOptions, WorkerPool } from './pool.ts';
import { Turns } from './turns.ts';

const DEFAULT_LONG_EDGE = 1536;

/** Bounds of an engine's workers. */
export interface WorkerOptions {
  /** Workers at most; default one a core. */
  readonly workers?: number;
  /** Milliseconds a call may run unless it says otherwise, waiting not counted; default 30,000. */
  readonly timeoutMs?: number;
  /** A worker is replaced when it holds more memory than this after a call; default 256 MiB. */
  readonly maxMemoryBytes?: number;
}

/** The pool of an engine, and who hears when the pixels of a page are encoded. */
export interface PooledEngineOptions extends PoolOptions<PdfCall> {
  readonly onPixelsUsed?: (pixels: Uint8Array<ArrayBuffer>) => void;
}

/** Reads PDFs with the workers of a pool; pictures are encoded in this process. */
export class PooledEngine implements PdfEngine {
  readonly name: string;
  readonly #pool: WorkerPool<PdfCall>;
  /** Raw pixels are large: at most two pages a worker exist at a time, drawn or being encoded. */
  readonly #turns: Turns;

  readonly #onPixelsUsed: PooledEngineOptions['onPixelsUsed'];

  constructor(name: string, { onPixelsUsed, ...options }: PooledEngineOptions) {
    this.name = name;
    this.#onPixelsUsed = onPixelsUsed;
    const onUnused = (answer: unknown) => {
      const { pixels } = (answer ?? {}) as Partial<Bitmap>;
      if (pixels instanceof Uint8Array) onPixelsUsed?.(pixels);
    };
    this.#pool = new WorkerPool({ ...options, isShort, onUnused, tidy: { kind: 'close-unused' } });
    this.#turns = new Turns(this.#pool.size * 2);
  }

  async describe(): Promise<string> {
    return this.name;
  }

  /** Starts a worker unless one was started; rejects with the reason when workers cannot start here. */
  ready(): Promise<void> {
    return this.#pool.ready();
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
    const bytes = await this.#run({ kind: 'words', path, pageNumber }, options);
    const { width, height, words, imageCoverage } = unpackPage(bytes);
    return { pageNumber, width, height, words, origin: 'text-layer', imageCoverage };
  }

  render(path: string, pageNumber: number, options: RenderOptions): Promise<RenderedPage> {
    const { format, longEdge = DEFAULT_LONG_EDGE, gray = false } = options;
    return this.#turns.run(async () => {
      const bitmap = await this.#run({ kind: 'render', path, pageNumber, longEdge, gray }, options);
      try {
        return await encode(bitmap, format);
      } finally {
        this.#onPixelsUsed?.(bitmap.pixels);
      }
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

  async #run<Kind extends FileCall['kind']>(
    call: FileCall & { readonly kind: Kind },
    options: PdfCallOptions = {},
  ): Promise<PdfAnswers[Kind]> {
    const { signal, timeoutMs, urgent } = options;
    const answer = await this.#pool.run(call, { subject: call.path, signal, timeoutMs, urgent });
    return answer as PdfAnswers[Kind];
  }
}

/** Calls about one page without its pixels take a millisecond. */
function isShort({ kind }: PdfCall): boolean {
  return kind === 'words' || kind === 'page-info';
}
