declare const kind: unique symbol;
interface Handle<K extends string> {
  readonly [kind]: K;
}
/** An open document of the library; only the binding that made it can read it. */
export type DocumentHandle = Handle<'document'>;
/** A loaded page. */
export type PageHandle = Handle<'page'>;
/** The text of a loaded page. */
export type TextHandle = Handle<'text'>;
/** One drawn object of a page, or the members of a group. */
export type ObjectHandle = Handle<'object'>;
/** One entry of the outline. */
export type BookmarkHandle = Handle<'bookmark'>;

/** A file that is open for reading. */
export interface OpenFile {
  readonly path: string;
  readonly fd: number;
  readonly bytes: number;
  /** Bytes to read as if they stood before the file's own; empty for most. */
  readonly prefix: Uint8Array;
}

/** Raw pixels: 1 channel gray or 3 channels RGB, rows without padding. */
export interface Bitmap {
  readonly pixels: Uint8Array<ArrayBuffer>;
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
}

/** Type of a picture among page objects (`FPDF_PAGEOBJ_*` of fpdf_edit.h). */
export const OBJECT_IMAGE = 3;
/** Type of a group with members of its own. */
export const OBJECT_FORM = 5;

/** Value of `FPDF_GetLastError` (fpdfview.h) for a file that needs a password. */
export const ERROR_PASSWORD = 4;
/** Value of `FPDF_GetLastError` for a way of protection the library does not know. */
export const ERROR_SECURITY = 5;

/**
 * The functions of PDFium this program uses, free of pointers, so that one code path stands above several bindings.
 * Everything is synchronous and belongs to one thread. Page coordinates are PDFium's own: points, y upwards, before
 * rotation. A call that reports failure returns null or false; a broken library throws.
 */
export interface Pdfium {
  /** Bytes of memory the library holds at present, as far as the binding can tell. */
  memoryBytes(): number;

  openDocument(file: OpenFile): DocumentHandle | null;
  /** Reason of the last refused `openDocument`. */
  lastError(): number;
  closeDocument(document: DocumentHandle): void;
  pageCount(document: DocumentHandle): number;
  /** Empty where the document has no such entry. */
  metaText(document: DocumentHandle, tag: string): string;
  /** Empty where the page has no label. */
  pageLabel(document: DocumentHandle, pageIndex: number): string;
  /** Writes `[width, height]` after rotation, without loading the page. */
  pageSize(document: DocumentHandle, pageIndex: number, out: Float64Array): boolean;

  attachmentCount(document: DocumentHandle): number;
  attachmentName(document: DocumentHandle, index: number): string;
  attachmentBytes(document: DocumentHandle, index: number): Uint8Array<ArrayBuffer> | null;

  /** First child of `parent`, or of the outline itself when null. */
  firstBookmark(document: DocumentHandle, parent: BookmarkHandle | null): BookmarkHandle | null;
  nextBookmark(document: DocumentHandle, bookmark: BookmarkHandle): BookmarkHandle | null;
  bookmarkTitle(bookmark: BookmarkHandle): string;
  /** -1 when it leads nowhere inside the document. */
  bookmarkPageIndex(document: DocumentHandle, bookmark: BookmarkHandle): number;

  loadPage(document: DocumentHandle, pageIndex: number): PageHandle | null;
  closePage(document: DocumentHandle, page: PageHandle): void;
  /** Quarter turns clockwise, 0 to 3. */
  pageRotation(page: PageHandle): number;
  /** Writes the visible box `[left, top, right, bottom]`. */
  pageBox(page: PageHandle, out: Float64Array): boolean;

  loadText(page: PageHandle): TextHandle | null;
  closeText(text: TextHandle): void;
  charCount(text: TextHandle): number;
  /** The whole text in UTF-16, good until the next call of this function; its length differs from `charCount` where characters have no or two units. */
  text(text: TextHandle, charCount: number): Uint16Array<ArrayBuffer>;
  /** Code point; 0 where the font does not say. */
  charCode(text: TextHandle, index: number): number;
  /** True for what is not in the page: spaces and ends of lines that the library made up. */
  isGenerated(text: TextHandle, index: number): boolean;
  /** Where in `cells` the cell of a letter begins: its advance by ascent and descent of the font; -1 when it has none. */
  findCell(text: TextHandle, index: number): number;
  /** Cells `[left, top, right, bottom]`, until the next is asked for. */
  readonly cells: Float32Array;
  /** Writes the box of the ink `[left, top, right, bottom]`. */
  inkBox(text: TextHandle, index: number, out: Float64Array): boolean;
  /** Size before the letter's matrix. */
  fontSize(text: TextHandle, index: number): number;
  /** True when the font is told to be bold: by the width of its stems, or by its name where that is not told. */
  isBold(text: TextHandle, index: number): boolean;
  /** Writes `[a, b, c, d, e, f]`. */
  charMatrix(text: TextHandle, index: number, out: Float64Array): boolean;

  objectCount(page: PageHandle): number;
  object(page: PageHandle, index: number): ObjectHandle | null;
  memberCount(group: ObjectHandle): number;
  member(group: ObjectHandle, index: number): ObjectHandle | null;
  objectType(object: ObjectHandle): number;
  /** Writes `[left, top, right, bottom]`. */
  objectBox(object: ObjectHandle, out: Float64Array): boolean;
  /** Writes `[a, b, c, d, e, f]`. */
  objectMatrix(object: ObjectHandle, out: Float64Array): boolean;

  /** True when form fields, typed notes or stamps lie over the page: they show text that `loadText` does not read. */
  hasOverlay(page: PageHandle): boolean;
  /** A new document of this one page with its fields and notes drawn into the content; null when that fails. */
  flattenedCopy(document: DocumentHandle, page: PageHandle, pageIndex: number): DocumentHandle | null;

  /** Draws the page with its forms on white. Null when there is no memory for it. */
  render(
    document: DocumentHandle,
    page: PageHandle,
    size: { width: number; height: number; gray: boolean },
  ): Bitmap | null;
  /** A new document of the pages named, fields and notes drawn into them; null when one cannot be copied. */
  slice(document: DocumentHandle, pageIndexes: Int32Array): Uint8Array<ArrayBuffer> | null;
}
