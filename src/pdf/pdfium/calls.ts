import { Problem } from '../../problem/problem.ts';
import { noSuchAttachment, noSuchPage } from '../file-problems.ts';
import type { PdfAttachment, PdfInfo, PdfOutlineEntry, PdfPageInfo } from '../pdf.ts';
import type { CachedDocument, DocumentCache } from './document-cache.ts';
import { imageCoverage } from './image-coverage.ts';
import { readOutline } from './outline.ts';
import { pageView } from './page-view.ts';
import { WordReader } from './page-words.ts';
import type { Bitmap, PageHandle, Pdfium } from './pdfium.ts';

/** One piece of work for a thread or process that holds PDFium: on a file, or putting away files of earlier work. */
export type PdfCall = FileCall | { readonly kind: 'close-unused' };

/** Work on one file. */
export type FileCall =
  | { readonly kind: 'open' | 'outline'; readonly path: string }
  | { readonly kind: 'page-info' | 'words'; readonly path: string; readonly pageNumber: number }
  | {
      readonly kind: 'render';
      readonly path: string;
      readonly pageNumber: number;
      readonly longEdge: number;
      readonly gray: boolean;
    }
  | { readonly kind: 'slice'; readonly path: string; readonly pageNumbers: readonly number[] }
  | { readonly kind: 'attachment'; readonly path: string; readonly index: number };

/** What each kind of call answers. */
export interface PdfAnswers {
  readonly open: PdfInfo;
  readonly outline: readonly PdfOutlineEntry[];
  readonly 'page-info': PdfPageInfo;
  /** For `unpackPage`. */
  readonly words: Uint8Array<ArrayBuffer>;
  readonly render: Bitmap;
  readonly slice: Uint8Array<ArrayBuffer>;
  readonly attachment: Uint8Array<ArrayBuffer>;
  readonly 'close-unused': { readonly open: number };
}

/** What `CallRunner.run` answers. */
export type PdfAnswer = PdfAnswers[keyof PdfAnswers];

/** The bytes of an answer that are too many to be copied lightly, and the rest. */
export interface DividedAnswer {
  readonly small: unknown;
  readonly bulk: Uint8Array<ArrayBuffer> | null;
  /** Member of the answer that `bulk` is; null when it is the answer. */
  readonly member: string | null;
}

/** Parts an answer into what a channel copies and what it moves. */
export function divideAnswer(answer: PdfAnswer): DividedAnswer {
  if (answer instanceof Uint8Array) return { small: null, bulk: answer, member: null };
  if ('pixels' in answer) {
    const { pixels, ...small } = answer;
    return { small, bulk: pixels, member: 'pixels' };
  }
  return { small: answer, bulk: null, member: null };
}

/** Undoes `divideAnswer`. */
export function joinAnswer({ small, bulk, member }: DividedAnswer): unknown {
  if (bulk === null) return small;
  return member === null ? bulk : { ...(small as object), [member]: bulk };
}

const META_TAGS = [
  'Title',
  'Author',
  'Subject',
  'Keywords',
  'Creator',
  'Producer',
  'CreationDate',
  'ModDate',
] as const;
const MAX_ATTACHMENTS = 1_000;
/** Pixels a page is drawn with at most, whatever its box says: 24 million, 72 MB in colour. */
const MAX_PIXELS = 24_000_000;

/** Answers calls one after the other with the documents of this thread. */
export class CallRunner {
  readonly #pdfium: Pdfium;
  readonly #documents: DocumentCache;
  readonly #reader: WordReader;

  constructor(pdfium: Pdfium, documents: DocumentCache) {
    this.#pdfium = pdfium;
    this.#documents = documents;
    this.#reader = new WordReader(pdfium);
  }

  /**
   * The answer is good until the next call. A file is looked at once for calls of one `arrival`. Throws a Problem about the
   * file; anything else means the library is broken.
   */
  run(call: PdfCall, arrival?: number): PdfAnswer {
    if (call.kind === 'close-unused') return { open: this.#documents.closeUnused() };
    const document = this.#documents.get(call.path, arrival);
    switch (call.kind) {
      case 'open':
        return this.#open(document);
      case 'outline':
        return readOutline(this.#pdfium, document.handle);
      case 'page-info':
        return this.#pageInfo(document, call.pageNumber);
      case 'words':
        return this.#words(document, call.pageNumber);
      case 'render':
        return this.#withPage(document, call.pageNumber, (page) => this.#render(document, page, call));
      case 'slice':
        return this.#slice(document, call.pageNumbers);
      case 'attachment':
        return this.#attachment(document, call.index);
    }
  }

  #open(document: CachedDocument): PdfInfo {
    const metadata: Record<string, string> = {};
    for (const tag of META_TAGS) {
      const value = this.#pdfium.metaText(document.handle, tag);
      if (value !== '') metadata[tag] = value;
    }
    const attachments: PdfAttachment[] = [];
    const count = Math.min(this.#pdfium.attachmentCount(document.handle), MAX_ATTACHMENTS);
    for (let index = 0; index < count; index++) {
      const name = this.#pdfium.attachmentName(document.handle, index);
      attachments.push({ index, name });
    }
    return { mediaType: 'application/pdf', pageCount: document.pageCount, metadata, attachments };
  }

  #pageInfo(document: CachedDocument, pageNumber: number): PdfPageInfo {
    const pageIndex = checkPage(document, pageNumber);
    const size = new Float64Array(2);
    if (!this.#pdfium.pageSize(document.handle, pageIndex, size)) throw unreadable(document.path, pageNumber);
    const label = this.#pdfium.pageLabel(document.handle, pageIndex);
    return { pageNumber, width: size[0]!, height: size[1]!, label: label === '' ? null : label };
  }

  #withPage<T>(document: CachedDocument, pageNumber: number, read: (page: PageHandle) => T): T {
    const page = this.#pdfium.loadPage(document.handle, checkPage(document, pageNumber));
    if (page === null) throw unreadable(document.path, pageNumber);
    const value = read(page);
    this.#pdfium.closePage(document.handle, page);
    return value;
  }

  #words(document: CachedDocument, pageNumber: number): Uint8Array<ArrayBuffer> {
    const pageIndex = checkPage(document, pageNumber);
    return this.#withPage(document, pageNumber, (page) => {
      const copy = this.#pdfium.hasOverlay(page)
        ? this.#pdfium.flattenedCopy(document.handle, page, pageIndex)
        : null;
      const flat = copy === null ? null : this.#pdfium.loadPage(copy, 0);
      const packed = this.#readPage(flat ?? page, flat === null ? 'print' : 'form');
      if (flat !== null) this.#pdfium.closePage(copy!, flat);
      if (copy !== null) this.#pdfium.closeDocument(copy);
      if (packed === null) throw unreadable(document.path, pageNumber);
      return packed;
    });
  }

  #readPage(page: PageHandle, kind: 'print' | 'form'): Uint8Array<ArrayBuffer> | null {
    const view = pageView(this.#pdfium, page);
    const text = view === null ? null : this.#pdfium.loadText(page);
    if (view === null || text === null) return null;
    const coverage = imageCoverage(this.#pdfium, page, view);
    const packed = this.#reader.read(text, view, { kind, imageCoverage: coverage });
    this.#pdfium.closeText(text);
    return packed;
  }

  #render(
    document: CachedDocument,
    page: PageHandle,
    call: { path: string; pageNumber: number; longEdge: number; gray: boolean },
  ): Bitmap {
    const view = pageView(this.#pdfium, page);
    if (view === null || !(view.width > 0) || !(view.height > 0)) {
      throw unreadable(call.path, call.pageNumber);
    }
    const scale = Math.min(
      call.longEdge / Math.max(view.width, view.height),
      Math.sqrt(MAX_PIXELS / (view.width * view.height)),
    );
    const width = Math.max(1, Math.round(view.width * scale));
    const height = Math.max(1, Math.round(view.height * scale));
    const bitmap = this.#pdfium.render(document.handle, page, { width, height, gray: call.gray });
    if (bitmap === null) throw unreadable(call.path, call.pageNumber);
    return bitmap;
  }

  #slice(document: CachedDocument, pageNumbers: readonly number[]): Uint8Array<ArrayBuffer> {
    const indexes = Int32Array.from(pageNumbers, (pageNumber) => checkPage(document, pageNumber));
    const bytes = indexes.length === 0 ? null : this.#pdfium.slice(document.handle, indexes);
    if (bytes === null) {
      throw new Problem('page-unreadable', {
        detail: `Pages ${pageNumbers.join(', ')} of "${document.path}" cannot be copied into a new PDF`,
        subject: document.path,
      });
    }
    return bytes;
  }

  #attachment(document: CachedDocument, index: number): Uint8Array<ArrayBuffer> {
    const count = this.#pdfium.attachmentCount(document.handle);
    if (!Number.isInteger(index) || index < 0 || index >= count) {
      throw noSuchAttachment(document.path, index, count);
    }
    const bytes = this.#pdfium.attachmentBytes(document.handle, index);
    if (bytes === null) {
      throw new Problem('pdf-damaged', {
        detail: `Attachment ${index} of "${document.path}" cannot be read; the file may be damaged there`,
        subject: document.path,
      });
    }
    return bytes;
  }
}

function checkPage(document: CachedDocument, pageNumber: number): number {
  if (Number.isInteger(pageNumber) && pageNumber >= 1 && pageNumber <= document.pageCount)
    return pageNumber - 1;
  throw noSuchPage(document.path, pageNumber, document.pageCount);
}

function unreadable(path: string, pageNumber: number): Problem {
  return new Problem('page-unreadable', {
    detail: `Page ${pageNumber} of "${path}" cannot be read; the file may be damaged there`,
    subject: path,
  });
}
