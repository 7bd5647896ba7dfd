import type { PageText } from '../domain/page-text.ts';
import type { PdfInfo, PdfOutlineEntry } from '../pdf/pdf.ts';
import type { RecipeDocument } from '../recipes/recipe.ts';
import type { LocalFile } from '../source/source.ts';
import { Lru } from './lru.ts';
import type { EngineParts } from './parts.ts';

/** Pages whose words stay in memory per document: enough for tables over page breaks, flat for any book. */
const PAGES_KEPT = 64;
/** Tesseract is at its best near 200 dpi (facts measured on bills and receipts); more costs time and gains nothing. */
const OCR_DPI = 200;
const OCR_LONG_EDGE = { min: 1000, max: 3600 };
/** A page with fewer words than this under a picture that covers it is a scan with a stamp or a page number. */
const FEW_WORDS = 5;
const MOSTLY_PICTURE = 0.5;

/** A document as recipes and the engine read it: everything on demand, nothing twice, memory bounded. */
export class DocumentReader implements RecipeDocument {
  readonly name: string;
  readonly file: LocalFile;
  readonly info: PdfInfo;
  readonly #parts: EngineParts;
  readonly #signal: AbortSignal;
  readonly #words = new Lru<number, Promise<PageText>>(PAGES_KEPT);
  #outline: Promise<readonly PdfOutlineEntry[]> | undefined;

  constructor(parts: EngineParts, file: LocalFile, name: string, info: PdfInfo, signal: AbortSignal) {
    this.#parts = parts;
    this.#signal = signal;
    this.file = file;
    this.name = name;
    this.info = info;
  }

  get sha256(): string {
    return this.file.sha256;
  }

  get pageCount(): number {
    return this.info.pageCount;
  }

  get pages(): readonly number[] {
    return Array.from({ length: this.info.pageCount }, (_, index) => index + 1);
  }

  words(pageNumber: number): Promise<PageText> {
    return this.#words.getOrCreate(pageNumber, () => {
      const words = this.#readWords(pageNumber);
      // A failure is not remembered: the next reader may have more luck with a healed worker.
      words.catch(() => this.#words.delete(pageNumber));
      return words;
    });
  }

  outline(): Promise<readonly PdfOutlineEntry[]> {
    this.#outline ??= this.#parts.pdf.outline(this.file.path, { signal: this.#signal });
    return this.#outline;
  }

  async attachments(): Promise<readonly { name: string; read(): Promise<Uint8Array> }[]> {
    return this.info.attachments.map(({ name, index }) => ({
      name,
      read: () => this.#parts.pdf.attachment(this.file.path, index, { signal: this.#signal }),
    }));
  }

  async #readWords(pageNumber: number): Promise<PageText> {
    const { pdf, ocr } = this.#parts;
    const layer = await pdf.words(this.file.path, pageNumber, { signal: this.#signal });
    const readable =
      layer.words.length >= FEW_WORDS || (layer.words.length > 0 && layer.imageCoverage < MOSTLY_PICTURE);
    if (readable || !ocr || layer.imageCoverage === 0) return layer;
    return this.#recognise(layer);
  }

  /** Recognised words are kept in the store: a second run, another recipe or a crash costs no second recognition. */
  async #recognise(page: PageText): Promise<PageText> {
    const { pdf, ocr, store } = this.#parts;
    if (!ocr) return page;
    const key = `words:${ocr.name}:${OCR_DPI}:${this.sha256}:${page.pageNumber}`;
    const kept = await store.getDerived(key);
    if (kept) return JSON.parse(new TextDecoder().decode(kept)) as PageText;
    const longEdge = Math.round((Math.max(page.width, page.height) / 72) * OCR_DPI);
    const picture = await pdf.render(this.file.path, page.pageNumber, {
      format: 'png',
      gray: true,
      longEdge: Math.min(OCR_LONG_EDGE.max, Math.max(OCR_LONG_EDGE.min, longEdge)),
      signal: this.#signal,
    });
    const words = await ocr.recognise(picture, page, { signal: this.#signal });
    await store.putDerived(key, new TextEncoder().encode(JSON.stringify(words)));
    return words;
  }
}
