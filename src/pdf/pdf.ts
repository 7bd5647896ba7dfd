import type { PageText } from '../domain/page-text.ts';

/** Bounds for one call. The engine stops the work from outside when either is reached. */
export interface PdfCallOptions {
  readonly signal?: AbortSignal;
  /** Milliseconds; default from the engine's own options. */
  readonly timeoutMs?: number;
  /** Goes before calls that wait: somebody looks on, or a model. Default false. */
  readonly urgent?: boolean;
}

/** Size and printed label of one page. */
export interface PdfPageInfo {
  readonly pageNumber: number;
  /** Points, as people see the page (after rotation). */
  readonly width: number;
  readonly height: number;
  /** The label printed for the page by viewers, such as `iv`; null where the file has none. */
  readonly label: string | null;
}

/** One bookmark, with those below it. */
export interface PdfOutlineEntry {
  readonly title: string;
  /** Physical page from 1; null when the entry leads nowhere. */
  readonly pageNumber: number | null;
  readonly children: readonly PdfOutlineEntry[];
}

/** A file embedded in a PDF; its bytes are read by `attachment`. */
export interface PdfAttachment {
  readonly index: number;
  readonly name: string;
}

/** What opening a document tells. */
export interface PdfInfo {
  /** Media type found from the content: `application/pdf` or an `image/*`. */
  readonly mediaType: string;
  readonly pageCount: number;
  readonly metadata: Readonly<Record<string, string>>;
  readonly attachments: readonly PdfAttachment[];
}

/** How a page becomes a picture. */
export interface RenderOptions extends PdfCallOptions {
  readonly format: 'webp' | 'jpeg' | 'png';
  /** Pixels of the longer side; default 1536. The pixel count is capped whatever the page box says. */
  readonly longEdge?: number;
  /** 8-bit gray; default false. */
  readonly gray?: boolean;
}

/** A picture of a page, encoded; `width` and `height` are its pixels. */
export interface RenderedPage {
  readonly bytes: Uint8Array;
  readonly mediaType: string;
  readonly width: number;
  readonly height: number;
}

/**
 * Reads documents: PDFs and single pictures (PNG, JPEG, WebP, TIFF: documents of one page).
 *
 * Every call names the file again: calls are independent, any worker may serve any call, and the engine keeps files
 * open behind the scenes. A file that hangs or breaks its worker fails that call with `pdf-timeout` or `pdf-crashed`
 * and nothing else. Errors: `pdf-encrypted`, `pdf-damaged`, `pdf-no-pages`, `file-empty`, `unsupported-type`,
 * `page-unreadable`, `cancelled`.
 *
 * Deliberately absent: editing, passwords, form filling, drawing.
 */
export interface PdfEngine {
  /** Name for benchmarks, such as `pdfium-wasm`. */
  readonly name: string;
  /** The name and why it is this engine, for people. Throws `invalid-option` when the one asked for does not work. */
  describe(): Promise<string>;
  /** Reads only what is needed to answer, not the whole file. */
  open(path: string, options?: PdfCallOptions): Promise<PdfInfo>;
  pageInfo(path: string, pageNumber: number, options?: PdfCallOptions): Promise<PdfPageInfo>;
  outline(path: string, options?: PdfCallOptions): Promise<readonly PdfOutlineEntry[]>;
  /** Words of the text layer with boxes, in reading order; no words for a page that is only a picture. */
  words(path: string, pageNumber: number, options?: PdfCallOptions): Promise<PageText>;
  render(path: string, pageNumber: number, options: RenderOptions): Promise<RenderedPage>;
  /** A new valid PDF of the named pages, in that order, holding only the objects they need. */
  slice(path: string, pageNumbers: readonly number[], options?: PdfCallOptions): Promise<Uint8Array>;
  attachment(path: string, index: number, options?: PdfCallOptions): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** Recognises the words of a picture of a page. */
export interface OcrEngine {
  readonly name: string;
  /**
   * Reads words with boxes scaled to `page` (points). Straightens turned and tilted pictures first: boxes refer to the
   * picture as given. Errors: `ocr-failed`, `cancelled`.
   */
  recognise(
    picture: RenderedPage,
    page: { readonly pageNumber: number; readonly width: number; readonly height: number },
    options?: PdfCallOptions,
  ): Promise<PageText>;
  close(): Promise<void>;
}
