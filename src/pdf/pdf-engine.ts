import type { PageText } from '../domain/page-text.ts';
import { isProblem } from '../problem/problem.ts';
import { type BackendOptions, type ChosenBackend, chooseBackend } from './choose-backend.ts';
import { engineClosed } from './file-problems.ts';
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

/**
 * The engine the program reads documents with: looks at the content of each file and hands it to PDFium or sharp. The
 * back end for PDFs is chosen with the first of them; until then the name is `pdfium`.
 */
export function createPdfEngine(options: BackendOptions = {}): PdfEngine {
  return new ContentEngine(() => chooseBackend(options), createImageEngine(options));
}

/** Types remembered; a batch names each file many times within a short while. */
const REMEMBERED = 1_000;

class ContentEngine implements PdfEngine {
  readonly #choose: () => Promise<ChosenBackend>;
  readonly #pictures: PdfEngine;
  readonly #types = new Map<string, MediaType>();
  #pending: Promise<ChosenBackend> | null = null;
  #chosen: ChosenBackend | null = null;
  #closed = false;

  constructor(choose: () => Promise<ChosenBackend>, pictures: PdfEngine) {
    this.#choose = choose;
    this.#pictures = pictures;
  }

  get name(): string {
    return this.#chosen?.engine.name ?? 'pdfium';
  }

  async describe(): Promise<string> {
    const { engine, reason } = await this.#backend();
    return `${engine.name} (${reason})`;
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
    this.#closed = true;
    const closePdfs = async () => {
      // A choice that failed has told its callers.
      const chosen = await this.#pending?.catch(() => null);
      await chosen?.engine.close();
    };
    await Promise.all([closePdfs(), this.#pictures.close()]);
  }

  async #backend(): Promise<ChosenBackend> {
    this.#pending ??= this.#choose();
    try {
      this.#chosen = await this.#pending;
      return this.#chosen;
    } catch (error) {
      this.#pending = null;
      throw error;
    }
  }

  async #dispatch<T>(path: string, call: (engine: PdfEngine) => Promise<T>): Promise<T> {
    if (this.#closed) throw engineClosed(path);
    const known = this.#types.get(path);
    if (known !== undefined) {
      try {
        return await call(await this.#engineFor(known));
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
    return call(await this.#engineFor(type));
  }

  async #engineFor(type: MediaType): Promise<PdfEngine> {
    if (type !== 'application/pdf') return this.#pictures;
    return this.#chosen?.engine ?? (await this.#backend()).engine;
  }
}
