import type { Calls } from './functions.ts';
import {
  type Block,
  type FormEnvironment,
  type LetterRecords,
  type OpenedFile,
  type PdfiumLibrary,
  SCRATCH_BYTES,
} from './library.ts';
import type {
  Bitmap,
  BookmarkHandle,
  DocumentHandle,
  ObjectHandle,
  OpenFile,
  PageHandle,
  Pdfium,
  TextHandle,
} from './pdfium.ts';

const BITMAP_GRAY = 1;
const BITMAP_BGR = 2;
const RENDER_ANNOTATIONS = 0x01;
const RENDER_RGB = 0x10;
const WHITE = 0xff;
const SAVE_NO_INCREMENTAL = 2;
const FLATTEN_AS_SHOWN = 0;
/** Free text, stamp and form field (`FPDF_ANNOT_*` of fpdf_annot.h), and how a saved file spells them. */
const OVERLAY_TYPES = new Set([3, 13, 20]);
const OVERLAY_MARKS = ['/FreeText', '/Stamp', '/Widget'];
/**
 * What PDFium makes of the stems of a font: 325 to 510 for plain ones met in ten books, 545 to 800 for bold ones (Computer
 * Modern has the least of these, Termes the most of those).
 */
const BOLD_WEIGHT = 540;
const MAX_ANNOTATIONS = 5_000;

/** The one way this program works with PDFium, above any binding. */
export class LibraryPdfium implements Pdfium {
  readonly #library: PdfiumLibrary;
  readonly #call: Calls;
  readonly #letters: LetterRecords | null;
  readonly #scratch: number;
  readonly #files = new Map<DocumentHandle, { opened: OpenedFile; form: FormEnvironment | null }>();
  readonly #shown = new Set<PageHandle>();
  #error = 0;
  /** Kept for the text of page after page. */
  #textBlock: Block | null = null;
  #textBytes = 0;
  #units = new Uint16Array(0);
  readonly cells: Float32Array;

  constructor(library: PdfiumLibrary) {
    this.#library = library;
    // A copy made at once is an object with a fixed shape, which every call below is faster with.
    this.#call = { ...library.call };
    this.#letters = library.letters;
    this.cells = library.letters?.cells ?? new Float32Array(4);
    this.#scratch = library.scratch.address;
  }

  memoryBytes(): number {
    return this.#library.memoryBytes();
  }

  openDocument(file: OpenFile): DocumentHandle | null {
    const opened = this.#library.openFile(file);
    if (opened === null) {
      this.#error = this.#call.FPDF_GetLastError();
      return null;
    }
    const document = opened.document as unknown as DocumentHandle;
    this.#files.set(document, { opened, form: null });
    return document;
  }

  lastError(): number {
    return this.#error;
  }

  closeDocument(document: DocumentHandle): void {
    const file = this.#files.get(document);
    file?.form?.stop();
    this.#call.FPDF_CloseDocument(raw(document));
    file?.opened.release();
    this.#files.delete(document);
  }

  pageCount(document: DocumentHandle): number {
    return this.#call.FPDF_GetPageCount(raw(document));
  }

  metaText(document: DocumentHandle, tag: string): string {
    const name = this.#cString(tag);
    const value = this.#utf16((buffer, bytes) =>
      this.#call.FPDF_GetMetaText(raw(document), name.address, buffer, bytes),
    );
    name.free();
    return value;
  }

  pageLabel(document: DocumentHandle, pageIndex: number): string {
    return this.#utf16((buffer, bytes) =>
      this.#call.FPDF_GetPageLabel(raw(document), pageIndex, buffer, bytes),
    );
  }

  pageSize(document: DocumentHandle, pageIndex: number, out: Float64Array): boolean {
    if (this.#call.FPDF_GetPageSizeByIndexF(raw(document), pageIndex, this.#scratch) === 0) return false;
    this.#library.readFloats(out, 2);
    return true;
  }

  attachmentCount(document: DocumentHandle): number {
    return this.#call.FPDFDoc_GetAttachmentCount(raw(document));
  }

  attachmentName(document: DocumentHandle, index: number): string {
    const attachment = this.#call.FPDFDoc_GetAttachment(raw(document), index);
    if (attachment === 0) return '';
    return this.#utf16((buffer, bytes) => this.#call.FPDFAttachment_GetName(attachment, buffer, bytes));
  }

  attachmentBytes(document: DocumentHandle, index: number): Uint8Array<ArrayBuffer> | null {
    const attachment = this.#call.FPDFDoc_GetAttachment(raw(document), index);
    if (attachment === 0) return null;
    // The size first, though it inflates the stream twice: a buffer too small ends a WASM module with a trap.
    if (this.#call.FPDFAttachment_GetFile(attachment, 0, 0, this.#scratch) === 0) return null;
    const bytes = this.#scratchWord();
    if (bytes === 0) return new Uint8Array(0);
    const buffer = this.#library.allocate(bytes);
    if (this.#call.FPDFAttachment_GetFile(attachment, buffer.address, bytes, this.#scratch) !== 0) {
      return buffer.take();
    }
    buffer.free();
    return null;
  }

  firstBookmark(document: DocumentHandle, parent: BookmarkHandle | null): BookmarkHandle | null {
    return handle(this.#call.FPDFBookmark_GetFirstChild(raw(document), parent === null ? 0 : raw(parent)));
  }

  nextBookmark(document: DocumentHandle, bookmark: BookmarkHandle): BookmarkHandle | null {
    return handle(this.#call.FPDFBookmark_GetNextSibling(raw(document), raw(bookmark)));
  }

  bookmarkTitle(bookmark: BookmarkHandle): string {
    return this.#utf16((buffer, bytes) => this.#call.FPDFBookmark_GetTitle(raw(bookmark), buffer, bytes));
  }

  bookmarkPageIndex(document: DocumentHandle, bookmark: BookmarkHandle): number {
    let destination = this.#call.FPDFBookmark_GetDest(raw(document), raw(bookmark));
    if (destination === 0) {
      const action = this.#call.FPDFBookmark_GetAction(raw(bookmark));
      if (action !== 0) destination = this.#call.FPDFAction_GetDest(raw(document), action);
    }
    return destination === 0 ? -1 : this.#call.FPDFDest_GetDestPageIndex(raw(document), destination);
  }

  loadPage(document: DocumentHandle, pageIndex: number): PageHandle | null {
    return handle(this.#call.FPDF_LoadPage(raw(document), pageIndex));
  }

  closePage(document: DocumentHandle, page: PageHandle): void {
    const form = this.#files.get(document)?.form?.form ?? 0;
    if (this.#shown.delete(page)) this.#call.FORM_OnBeforeClosePage(raw(page), form);
    this.#call.FPDF_ClosePage(raw(page));
  }

  pageRotation(page: PageHandle): number {
    return this.#call.FPDFPage_GetRotation(raw(page));
  }

  pageBox(page: PageHandle, out: Float64Array): boolean {
    if (this.#call.FPDF_GetPageBoundingBox(raw(page), this.#scratch) === 0) return false;
    this.#library.readFloats(out, 4);
    return true;
  }

  loadText(page: PageHandle): TextHandle | null {
    return handle(this.#call.FPDFText_LoadPage(raw(page)));
  }

  closeText(text: TextHandle): void {
    this.#letters?.forget();
    this.#call.FPDFText_ClosePage(raw(text));
  }

  charCount(text: TextHandle): number {
    return this.#call.FPDFText_CountChars(raw(text));
  }

  text(text: TextHandle, charCount: number): Uint16Array<ArrayBuffer> {
    // A character outside the basic plane takes two units; the last unit is a zero.
    const bytes = (Math.max(0, charCount) * 2 + 1) * 2;
    if (this.#textBytes < bytes) {
      this.#textBlock?.free();
      this.#textBlock = null;
      this.#textBlock = this.#library.allocate(bytes * 2);
      this.#textBytes = bytes * 2;
    }
    const block = this.#textBlock!;
    const units = Math.max(0, this.#call.FPDFText_GetText(raw(text), 0, charCount, block.address) - 1);
    const { buffer, byteOffset } = block.view();
    if (this.#units.length < units) this.#units = new Uint16Array(units * 2);
    this.#units.set(new Uint16Array(buffer, byteOffset, units));
    return this.#units.subarray(0, units);
  }

  charCode(text: TextHandle, index: number): number {
    return this.#call.FPDFText_GetUnicode(raw(text), index);
  }

  isGenerated(text: TextHandle, index: number): boolean {
    return this.#call.FPDFText_IsGenerated(raw(text), index) === 1;
  }

  findCell(text: TextHandle, index: number): number {
    const at = this.#letters === null ? -1 : this.#letters.findCell(raw(text), index);
    if (at >= 0) return at;
    if (this.#call.FPDFText_GetLooseCharBox(raw(text), index, this.#scratch) === 0) return -1;
    this.#library.readFloats(this.cells, 4);
    return 0;
  }

  inkBox(text: TextHandle, index: number, out: Float64Array): boolean {
    const at = this.#scratch;
    // Order of the arguments: left, right, bottom, top.
    if (this.#call.FPDFText_GetCharBox(raw(text), index, at, at + 16, at + 24, at + 8) === 0) return false;
    this.#library.readDoubles(out, 4);
    return true;
  }

  fontSize(text: TextHandle, index: number): number {
    return this.#letters?.fontSize(raw(text), index) ?? this.#call.FPDFText_GetFontSize(raw(text), index);
  }

  isBold(text: TextHandle, index: number): boolean {
    const weight = this.#call.FPDFText_GetFontWeight(raw(text), index);
    if (weight > 0) return weight >= BOLD_WEIGHT;
    // The fonts that every reader has need not tell more than their name.
    const at = this.#scratch;
    const bytes = this.#call.FPDFText_GetFontInfo(raw(text), index, at, SCRATCH_BYTES, 0);
    return bytes <= SCRATCH_BYTES && saysBold(this.#library.scratch.view(), bytes);
  }

  charMatrix(text: TextHandle, index: number, out: Float64Array): boolean {
    if (this.#call.FPDFText_GetMatrix(raw(text), index, this.#scratch) === 0) return false;
    this.#library.readFloats(out, 6);
    return true;
  }

  objectCount(page: PageHandle): number {
    return this.#call.FPDFPage_CountObjects(raw(page));
  }

  object(page: PageHandle, index: number): ObjectHandle | null {
    return handle(this.#call.FPDFPage_GetObject(raw(page), index));
  }

  memberCount(group: ObjectHandle): number {
    return this.#call.FPDFFormObj_CountObjects(raw(group));
  }

  member(group: ObjectHandle, index: number): ObjectHandle | null {
    return handle(this.#call.FPDFFormObj_GetObject(raw(group), index));
  }

  objectType(object: ObjectHandle): number {
    return this.#call.FPDFPageObj_GetType(raw(object));
  }

  objectBox(object: ObjectHandle, out: Float64Array): boolean {
    const at = this.#scratch;
    // Order of the arguments: left, bottom, right, top.
    if (this.#call.FPDFPageObj_GetBounds(raw(object), at, at + 12, at + 8, at + 4) === 0) return false;
    this.#library.readFloats(out, 4);
    return true;
  }

  objectMatrix(object: ObjectHandle, out: Float64Array): boolean {
    if (this.#call.FPDFPageObj_GetMatrix(raw(object), this.#scratch) === 0) return false;
    this.#library.readFloats(out, 6);
    return true;
  }

  render(
    document: DocumentHandle,
    page: PageHandle,
    size: { width: number; height: number; gray: boolean },
  ): Bitmap | null {
    const { width, height, gray } = size;
    const channels = gray ? 1 : 3;
    const format = gray ? BITMAP_GRAY : BITMAP_BGR;
    const rowBytes = width * channels;
    const pixels = this.#library.allocatePixels(rowBytes * height);
    if (pixels === null) return null;
    const bitmap = this.#call.FPDFBitmap_CreateEx(width, height, format, pixels.address, rowBytes);
    if (bitmap === 0) {
      pixels.free();
      return null;
    }
    // The library's own flag for gray would turn every picture gray at its full size, before it is made smaller.
    const flags = gray ? RENDER_ANNOTATIONS : RENDER_ANNOTATIONS | RENDER_RGB;
    // The library's own way takes a tenth of the time of drawing.
    pixels.view().fill(WHITE);
    // Most pages have nothing a form draws, and to start one takes a fortieth of the time of drawing.
    const form = this.#hasMoreThanLinks(page) ? this.#form(document, page) : 0;
    this.#call.FPDF_RenderPageBitmap(bitmap, raw(page), 0, 0, width, height, 0, flags);
    if (form !== 0) this.#call.FPDF_FFLDraw(form, bitmap, raw(page), 0, 0, width, height, 0, flags);
    this.#call.FPDFBitmap_Destroy(bitmap);
    return { pixels: pixels.take(), width, height, channels };
  }

  hasOverlay(page: PageHandle): boolean {
    if (!this.#hasMoreThanLinks(page)) return false;
    const count = Math.min(this.#call.FPDFPage_GetAnnotCount(raw(page)), MAX_ANNOTATIONS);
    for (let i = 0; i < count; i++) {
      const annotation = this.#call.FPDFPage_GetAnnot(raw(page), i);
      if (annotation === 0) continue;
      const type = this.#call.FPDFAnnot_GetSubtype(annotation);
      this.#call.FPDFPage_CloseAnnot(annotation);
      if (OVERLAY_TYPES.has(type)) return true;
    }
    return false;
  }

  /** Most pages have no annotation but links, which are far cheaper to count than to look at. */
  #hasMoreThanLinks(page: PageHandle): boolean {
    const count = this.#call.FPDFPage_GetAnnotCount(raw(page));
    const at = this.#scratch;
    if (count > 0) this.#library.scratch.view().fill(0, 0, 4);
    let links = 0;
    while (links < count && this.#call.FPDFLink_Enumerate(raw(page), at, at + 8) !== 0) links++;
    return links < count;
  }

  flattenedCopy(document: DocumentHandle, page: PageHandle, pageIndex: number): DocumentHandle | null {
    // Fields without an appearance of their own get one here.
    this.#form(document, page);
    const copy = this.#import(document, Int32Array.of(pageIndex));
    if (copy === 0) return null;
    this.#flatten(copy, 1);
    return handle<DocumentHandle>(copy);
  }

  slice(document: DocumentHandle, pageIndexes: Int32Array): Uint8Array<ArrayBuffer> | null {
    const target = this.#import(document, pageIndexes);
    if (target === 0) return null;
    let bytes = this.#save(target);
    // What lies over a page would lose its form, so it becomes content. Asking each page means parsing it, which takes
    // longer than all the rest: most files are known by what they do not mention.
    if (bytes !== null && mentionsOverlay(bytes) && this.#flatten(target, pageIndexes.length)) {
      bytes = this.#save(target);
    }
    this.#call.FPDF_CloseDocument(target);
    return bytes;
  }

  #save(document: number): Uint8Array<ArrayBuffer> | null {
    return this.#library.collect(
      (fileWrite) => this.#call.FPDF_SaveAsCopy(document, fileWrite, SAVE_NO_INCREMENTAL) !== 0,
    );
  }

  /** A new document of the pages; 0 when one cannot be copied. */
  #import(document: DocumentHandle, pageIndexes: Int32Array): number {
    const target = this.#call.FPDF_CreateNewDocument();
    if (target === 0) return 0;
    const count = pageIndexes.length;
    const list = this.#library.allocate(count * 4);
    list.view().set(new Uint8Array(pageIndexes.buffer, pageIndexes.byteOffset, pageIndexes.byteLength));
    const imported = this.#call.FPDF_ImportPagesByIndex(target, raw(document), list.address, count, 0);
    list.free();
    if (imported !== 0) return target;
    this.#call.FPDF_CloseDocument(target);
    return 0;
  }

  /** Draws fields and notes into the content of the pages that have some; false when none has. */
  #flatten(document: number, pageCount: number): boolean {
    let changed = false;
    for (let index = 0; index < pageCount; index++) {
      const page = handle<PageHandle>(this.#call.FPDF_LoadPage(document, index));
      if (page === null) continue;
      if (this.hasOverlay(page)) {
        this.#call.FPDFPage_Flatten(raw(page), FLATTEN_AS_SHOWN);
        changed = true;
      }
      this.#call.FPDF_ClosePage(raw(page));
    }
    return changed;
  }

  /** The form environment, started with the first page drawn; without it filled fields stay blank. */
  #form(document: DocumentHandle, page: PageHandle): number {
    const file = this.#files.get(document)!;
    file.form ??= this.#library.startForm(raw(document));
    const { form } = file.form;
    if (form !== 0 && !this.#shown.has(page)) {
      this.#call.FORM_OnAfterLoadPage(raw(page), form);
      this.#shown.add(page);
    }
    return form;
  }

  #scratchWord(): number {
    const view = this.#library.scratch.view();
    return new DataView(view.buffer, view.byteOffset).getUint32(0, true);
  }

  #cString(text: string): Block {
    const bytes = Buffer.from(`${text}\0`, 'latin1');
    const block = this.#library.allocate(bytes.length);
    block.view().set(bytes);
    return block;
  }

  /** Reads a string that the library returns in UTF-16 with its byte length, closing zero included. */
  #utf16(read: (buffer: number, bytes: number) => number): string {
    const bytes = read(this.#scratch, SCRATCH_BYTES);
    if (bytes <= 2) return '';
    if (bytes <= SCRATCH_BYTES) return decode(this.#library.scratch, bytes / 2 - 1);
    const buffer = this.#library.allocate(bytes);
    read(buffer.address, bytes);
    const value = decode(buffer, bytes / 2 - 1);
    buffer.free();
    return value;
  }
}

const decoder = new TextDecoder('utf-16le', { ignoreBOM: true });

function decode(block: Block, units: number): string {
  return decoder.decode(block.view().subarray(0, units * 2));
}

function mentionsOverlay(file: Uint8Array): boolean {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  return OVERLAY_MARKS.some((mark) => bytes.includes(mark, 0, 'latin1'));
}

function raw(handle: DocumentHandle | PageHandle | TextHandle | ObjectHandle | BookmarkHandle): number {
  return handle as unknown as number;
}

function handle<T>(pointer: number): T | null {
  return pointer === 0 ? null : (pointer as T);
}

/** True for `Courier-Bold` and the like: byte by byte, as a string for each would cost more than asking for it. */
function saysBold(name: Uint8Array, bytes: number): boolean {
  // As lower case: b, o, l, d.
  for (let at = 0; at + 4 < bytes; at++) {
    if ((name[at]! | 0x20) !== 0x62 || (name[at + 1]! | 0x20) !== 0x6f) continue;
    if ((name[at + 2]! | 0x20) === 0x6c && (name[at + 3]! | 0x20) === 0x64) return true;
  }
  return false;
}
