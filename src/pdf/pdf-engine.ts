import type { PageText } from '../domain/page-text.ts';
import { isProblem } from '../problem/problem.ts';
import { createImageEngine } from './image/image-engine.ts';
import type { MediaType } from './media-type.ts';
import type {
  PdfCallOptions,
  PdfEngine,
  PdfInfo,
  PdfOutlineEntry,
  PdfPageInfo,
  RenderedPage,
  RenderOptions,
} from './pdf.ts';
import { sniffFile } from './sniff-file.ts';
import { createWasmEngine } from './wasm/wasm-engine.ts';

export interface PdfEngineOptions {
  /** Worker threads, and pictures worked on at a time; default one a core. */
  readonly workers?: number;
  /** Milliseconds a call may run unless it says otherwise, waiting not counted; default 30,000. */
  readonly timeoutMs?: number;
  /** A worker is replaced when its library holds more than this after a call; default 256 MiB. */
  readonly maxMemoryBytes?: number;
}

/** The engine the program reads documents with: looks at the content of each file and hands it to PDFium or sharp. */
export function createPdfEngine(options: PdfEngineOptions = {}): PdfEngine {
  return new ContentEngine(createWasmEngine(options), createImageEngine(options));
}

/** Types remembered; a batch names each file many times within a short while. */
const REMEMBERED = 1_000;

class ContentEngine implements PdfEngine {
  readonly name: string;
  readonly #pdfs: PdfEngine;
  readonly #pictures: PdfEngine;
  readonly #types = new Map<string, MediaType>();

  constructor(pdfs: PdfEngine, pictures: PdfEngine) {
    this.name = pdfs.name;
    this.#pdfs = pdfs;
    this.#pictures = pictures;
  }

  open(path: string, options?: PdfCallOptions): Promise<PdfInfo> {
    return this.#dispatch(path, (engine) => engine.open(path, options));
  }

  pageInfo(path: string, pageNumber: number, options?: PdfCallOptions): Promise<PdfPageInfo> {
    return this.#dispatch(path, (engine) => engine.pageInfo(path, pageNumber, options));
  }

  outline(path: string, options?: PdfCallOptions): Promise<readonly PdfOutlineEntry[]> {
    return this.#dispatch(path, (engine) => engine.outline(path, options));
  }

  words(path: string, pageNumber: number, options?: PdfCallOptions): Promise<PageText> {
    return this.#dispatch(path, (engine) => engine.words(path, pageNumber, options));
  }

  render(path: string, pageNumber: number, options: RenderOptions): Promise<RenderedPage> {
    return this.#dispatch(path, (engine) => engine.render(path, pageNumber, options));
  }

  slice(path: string, pageNumbers: readonly number[], options?: PdfCallOptions): Promise<Uint8Array> {
    return this.#dispatch(path, (engine) => engine.slice(path, pageNumbers, options));
  }

  attachment(path: string, index: number, options?: PdfCallOptions): Promise<Uint8Array> {
    return this.#dispatch(path, (engine) => engine.attachment(path, index, options));
  }

  async close(): Promise<void> {
    await Promise.all([this.#pdfs.close(), this.#pictures.close()]);
  }

  async #dispatch<T>(path: string, call: (engine: PdfEngine) => Promise<T>): Promise<T> {
    const known = this.#types.get(path);
    if (known !== undefined) {
      try {
        return await call(this.#engineFor(known));
      } catch (error) {
        // The file may have been replaced by one of another type since.
        if (!isProblem(error) || error.code !== 'unsupported-type') throw error;
        this.#types.delete(path);
      }
    }
    const type = await sniffFile(path);
    if (this.#types.size >= REMEMBERED) {
      const [oldest] = this.#types.keys();
      this.#types.delete(oldest!);
    }
    this.#types.set(path, type);
    return call(this.#engineFor(type));
  }

  #engineFor(type: MediaType): PdfEngine {
    return type === 'application/pdf' ? this.#pdfs : this.#pictures;
  }
}
