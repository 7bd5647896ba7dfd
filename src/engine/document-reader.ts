import { setFlagsFromString } from 'node:v8';
import type { PageText } from '../domain/page-text.ts';
import type { PdfInfo, PdfOutlineEntry } from '../pdf/pdf.ts';
import type { RecipeDocument } from '../recipes/recipe.ts';
import type { LocalFile } from '../source/source.ts';
import { Lru } from './lru.ts';
import type { EngineParts } from './parts.ts';
import { readWords } from './read-words.ts';

/** Pages whose words stay in memory per document: enough for tables over page breaks, flat for any book. */
const PAGES_KEPT = 64;
/** Long documents are read from end to end: what is kept longer than a moment only grows the heap (measured). */
const LONG_DOCUMENT = { pages: 200, kept: 16 };
let collectsSooner = false;

/**
 * Reading a book leaves garbage many times its size, and the heap grows to four times what lives before it is collected:
 * 550 MB for 2,400 pages, 430 MB so, at a tenth more processor time. Read at each collection, so it may be set late.
 */
function collectSooner(): void {
  if (collectsSooner) return;
  collectsSooner = true;
  setFlagsFromString('--heap-growing-percent=30');
}

/** A document as recipes and the engine read it: everything on demand, nothing twice, memory bounded. */
export class DocumentReader implements RecipeDocument {
  readonly name: string;
  readonly file: LocalFile;
  readonly info: PdfInfo;
  readonly #parts: EngineParts;
  readonly #signal: AbortSignal;
  readonly #words: Lru<number, Promise<PageText>>;
  #outline: Promise<readonly PdfOutlineEntry[]> | undefined;

  constructor(parts: EngineParts, file: LocalFile, name: string, info: PdfInfo, signal: AbortSignal) {
    this.#parts = parts;
    this.#signal = signal;
    this.file = file;
    this.name = name;
    this.info = info;
    const isLong = info.pageCount > LONG_DOCUMENT.pages;
    if (isLong) collectSooner();
    this.#words = new Lru(isLong ? LONG_DOCUMENT.kept : PAGES_KEPT);
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
      const words = readWords(this.#parts, this.file, pageNumber, this.#signal);
      // A failure is not remembered: the next reader may have more luck with a healed worker.
      words.catch(() => this.#words.delete(pageNumber));
      return words;
    });
  }

  outline(): Promise<readonly PdfOutlineEntry[]> {
    this.#outline ??= this.#parts.pdf.outline(this.file.path, { signal: this.#signal });
    return this.#outline;
  }

  async pageLabels(): Promise<readonly (string | null)[]> {
    const labels: (string | null)[] = [];
    for (const pageNumber of this.pages) {
      const info = await this.#parts.pdf.pageInfo(this.file.path, pageNumber, { signal: this.#signal });
      labels.push(info.label);
    }
    return labels;
  }

  async attachments(): Promise<readonly { name: string; read(): Promise<Uint8Array> }[]> {
    return this.info.attachments.map(({ name, index }) => ({
      name,
      read: () => this.#parts.pdf.attachment(this.file.path, index, { signal: this.#signal }),
    }));
  }
}
