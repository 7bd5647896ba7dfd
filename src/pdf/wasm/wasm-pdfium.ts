import { readSync } from 'node:fs';
import { init } from '@embedpdf/pdfium';
import type {
  Bitmap,
  BookmarkHandle,
  DocumentHandle,
  ObjectHandle,
  OpenFile,
  PageHandle,
  Pdfium,
  TextHandle,
} from '../pdfium/pdfium.ts';

/** The parts of the Emscripten module this binding touches; its own types need a package it does not bring. */
interface Runtime {
  readonly HEAPU8: Uint8Array<ArrayBuffer>;
  readonly HEAPU16: Uint16Array<ArrayBuffer>;
  readonly HEAP32: Int32Array<ArrayBuffer>;
  readonly HEAPU32: Uint32Array<ArrayBuffer>;
  readonly HEAPF32: Float32Array<ArrayBuffer>;
  readonly HEAPF64: Float64Array<ArrayBuffer>;
  readonly wasmExports: Record<string, (...args: number[]) => number>;
  addFunction(fn: (...args: number[]) => number, signature: string): number;
}

const SCRATCH_BYTES = 4096;
const BITMAP_GRAY = 1;
const BITMAP_BGR = 2;
const RENDER_ANNOTATIONS = 0x01;
const RENDER_GRAY = 0x08;
const RENDER_RGB = 0x10;
const SAVE_NO_INCREMENTAL = 2;
const FLATTEN_AS_SHOWN = 0;
/** Free text, stamp and form field (`FPDF_ANNOT_*` of fpdf_annot.h). */
const OVERLAY_TYPES = new Set([3, 13, 20]);
const MAX_ANNOTATIONS = 5_000;

/** Starts PDFium in this thread from a compiled module. */
export async function startWasmPdfium(module: WebAssembly.Module): Promise<Pdfium> {
  const overrides = {
    instantiateWasm(imports: object, receive: (instance: WebAssembly.Instance) => void): object {
      const instance = new WebAssembly.Instance(module, imports);
      receive(instance);
      return instance.exports;
    },
    // The library writes complaints about damaged files here; the codes it returns say enough.
    print: () => undefined,
    printErr: () => undefined,
  };
  const { pdfium } = await init(overrides as Parameters<typeof init>[0]);
  return new WasmPdfium(pdfium as unknown as Runtime);
}

class WasmPdfium implements Pdfium {
  readonly #runtime: Runtime;
  readonly #call: Runtime['wasmExports'];
  readonly #scratch: number;
  readonly #readBlock: number;
  readonly #writeBlock: number;
  readonly #readable = new Map<number, OpenFile>();
  readonly #files = new Map<DocumentHandle, { access: number; form: number; formInfo: number }>();
  readonly #opened = new Set<PageHandle>();
  #chunks: Uint8Array<ArrayBuffer>[] = [];

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
    this.#call = runtime.wasmExports;
    this.#call.PDFiumExt_Init!();
    this.#scratch = this.#allocate(SCRATCH_BYTES);
    this.#readBlock = runtime.addFunction((access, position, target, size) => {
      const from = target! >>> 0;
      const block = this.#runtime.HEAPU8.subarray(from, from + (size! >>> 0));
      const file = this.#readable.get(access!);
      return file !== undefined && readBlock(file, block, position! >>> 0) ? 1 : 0;
    }, 'iiiii');
    this.#writeBlock = runtime.addFunction((_self, source, size) => {
      const from = source! >>> 0;
      this.#chunks.push(this.#runtime.HEAPU8.slice(from, from + (size! >>> 0)));
      return 1;
    }, 'iiii');
  }

  memoryBytes(): number {
    return this.#runtime.HEAPU8.length;
  }

  openDocument(file: OpenFile): DocumentHandle | null {
    // FPDF_FILEACCESS of fpdfview.h: length, read callback, its first argument.
    const access = this.#allocate(12);
    const bytes = file.bytes + file.prefix.length;
    this.#runtime.HEAPU32.set([bytes, this.#readBlock, access], access >> 2);
    this.#readable.set(access, file);
    const document = this.#call.FPDF_LoadCustomDocument!(access, 0);
    if (document === 0) {
      this.#error = this.#call.FPDF_GetLastError!();
      this.#readable.delete(access);
      this.#call.free!(access);
      return null;
    }
    const handle = document as unknown as DocumentHandle;
    this.#files.set(handle, { access, form: 0, formInfo: 0 });
    return handle;
  }

  #error = 0;
  lastError(): number {
    return this.#error;
  }

  closeDocument(document: DocumentHandle): void {
    const file = this.#files.get(document);
    if (file !== undefined && file.form !== 0) this.#call.PDFiumExt_ExitFormFillEnvironment!(file.form);
    if (file !== undefined && file.formInfo !== 0) this.#call.PDFiumExt_CloseFormFillInfo!(file.formInfo);
    this.#call.FPDF_CloseDocument!(raw(document));
    if (file === undefined) return;
    this.#readable.delete(file.access);
    this.#call.free!(file.access);
    this.#files.delete(document);
  }

  pageCount(document: DocumentHandle): number {
    return this.#call.FPDF_GetPageCount!(raw(document));
  }

  metaText(document: DocumentHandle, tag: string): string {
    const name = this.#cString(tag);
    const value = this.#utf16((buffer, bytes) =>
      this.#call.FPDF_GetMetaText!(raw(document), name, buffer, bytes),
    );
    this.#call.free!(name);
    return value;
  }

  pageLabel(document: DocumentHandle, pageIndex: number): string {
    return this.#utf16((buffer, bytes) =>
      this.#call.FPDF_GetPageLabel!(raw(document), pageIndex, buffer, bytes),
    );
  }

  pageSize(document: DocumentHandle, pageIndex: number, out: Float64Array): boolean {
    if (this.#call.FPDF_GetPageSizeByIndexF!(raw(document), pageIndex, this.#scratch) === 0) return false;
    this.#readFloats(out, 2);
    return true;
  }

  attachmentCount(document: DocumentHandle): number {
    return this.#call.FPDFDoc_GetAttachmentCount!(raw(document));
  }

  attachmentName(document: DocumentHandle, index: number): string {
    const attachment = this.#call.FPDFDoc_GetAttachment!(raw(document), index);
    if (attachment === 0) return '';
    return this.#utf16((buffer, bytes) => this.#call.FPDFAttachment_GetName!(attachment, buffer, bytes));
  }

  attachmentSize(document: DocumentHandle, index: number): number | null {
    const attachment = this.#call.FPDFDoc_GetAttachment!(raw(document), index);
    if (attachment === 0) return null;
    const key = this.#cString('Size');
    const found = this.#call.EPDFAttachment_GetIntegerValue!(attachment, key, this.#scratch);
    this.#call.free!(key);
    const bytes = this.#runtime.HEAP32[this.#scratch >> 2]!;
    return found === 0 || bytes < 0 ? null : bytes;
  }

  attachmentBytes(document: DocumentHandle, index: number): Uint8Array<ArrayBuffer> | null {
    const attachment = this.#call.FPDFDoc_GetAttachment!(raw(document), index);
    if (attachment === 0) return null;
    // The size first, though it inflates the stream twice: a buffer too small ends the whole module with a trap.
    if (this.#call.FPDFAttachment_GetFile!(attachment, 0, 0, this.#scratch) === 0) return null;
    const bytes = this.#runtime.HEAPU32[this.#scratch >> 2]!;
    if (bytes === 0) return new Uint8Array(0);
    const buffer = this.#allocate(bytes);
    const found = this.#call.FPDFAttachment_GetFile!(attachment, buffer, bytes, this.#scratch);
    const content = found === 0 ? null : this.#runtime.HEAPU8.slice(buffer, buffer + bytes);
    this.#call.free!(buffer);
    return content;
  }

  firstBookmark(document: DocumentHandle, parent: BookmarkHandle | null): BookmarkHandle | null {
    return handle(this.#call.FPDFBookmark_GetFirstChild!(raw(document), parent === null ? 0 : raw(parent)));
  }

  nextBookmark(document: DocumentHandle, bookmark: BookmarkHandle): BookmarkHandle | null {
    return handle(this.#call.FPDFBookmark_GetNextSibling!(raw(document), raw(bookmark)));
  }

  bookmarkTitle(bookmark: BookmarkHandle): string {
    return this.#utf16((buffer, bytes) => this.#call.FPDFBookmark_GetTitle!(raw(bookmark), buffer, bytes));
  }

  bookmarkPageIndex(document: DocumentHandle, bookmark: BookmarkHandle): number {
    let destination = this.#call.FPDFBookmark_GetDest!(raw(document), raw(bookmark));
    if (destination === 0) {
      const action = this.#call.FPDFBookmark_GetAction!(raw(bookmark));
      if (action !== 0) destination = this.#call.FPDFAction_GetDest!(raw(document), action);
    }
    return destination === 0 ? -1 : this.#call.FPDFDest_GetDestPageIndex!(raw(document), destination);
  }

  loadPage(document: DocumentHandle, pageIndex: number): PageHandle | null {
    return handle(this.#call.FPDF_LoadPage!(raw(document), pageIndex));
  }

  closePage(document: DocumentHandle, page: PageHandle): void {
    const form = this.#files.get(document)?.form ?? 0;
    if (this.#opened.delete(page)) this.#call.FORM_OnBeforeClosePage!(raw(page), form);
    this.#call.FPDF_ClosePage!(raw(page));
  }

  pageRotation(page: PageHandle): number {
    return this.#call.FPDFPage_GetRotation!(raw(page));
  }

  pageBox(page: PageHandle, out: Float64Array): boolean {
    if (this.#call.FPDF_GetPageBoundingBox!(raw(page), this.#scratch) === 0) return false;
    this.#readFloats(out, 4);
    return true;
  }

  loadText(page: PageHandle): TextHandle | null {
    return handle(this.#call.FPDFText_LoadPage!(raw(page)));
  }

  closeText(text: TextHandle): void {
    this.#call.FPDFText_ClosePage!(raw(text));
  }

  charCount(text: TextHandle): number {
    return this.#call.FPDFText_CountChars!(raw(text));
  }

  text(text: TextHandle, charCount: number): string {
    if (charCount <= 0) return '';
    // A character outside the basic plane takes two units; the last unit is a zero.
    const buffer = this.#allocate((charCount * 2 + 1) * 2);
    const units = this.#call.FPDFText_GetText!(raw(text), 0, charCount, buffer);
    const from = buffer >> 1;
    const value = decoder.decode(this.#runtime.HEAPU16.subarray(from, from + Math.max(0, units - 1)));
    this.#call.free!(buffer);
    return value;
  }

  charCode(text: TextHandle, index: number): number {
    return this.#call.FPDFText_GetUnicode!(raw(text), index);
  }

  isHyphen(text: TextHandle, index: number): boolean {
    return this.#call.FPDFText_IsHyphen!(raw(text), index) === 1;
  }

  looseBox(text: TextHandle, index: number, out: Float64Array): boolean {
    if (this.#call.FPDFText_GetLooseCharBox!(raw(text), index, this.#scratch) === 0) return false;
    this.#readFloats(out, 4);
    return true;
  }

  inkBox(text: TextHandle, index: number, out: Float64Array): boolean {
    const at = this.#scratch;
    // Order of the arguments: left, right, bottom, top.
    if (this.#call.FPDFText_GetCharBox!(raw(text), index, at, at + 16, at + 24, at + 8) === 0) return false;
    out.set(this.#runtime.HEAPF64.subarray(at >> 3, (at >> 3) + 4));
    return true;
  }

  fontSize(text: TextHandle, index: number): number {
    return this.#call.FPDFText_GetFontSize!(raw(text), index);
  }

  charMatrix(text: TextHandle, index: number, out: Float64Array): boolean {
    if (this.#call.FPDFText_GetMatrix!(raw(text), index, this.#scratch) === 0) return false;
    this.#readFloats(out, 6);
    return true;
  }

  objectCount(page: PageHandle): number {
    return this.#call.FPDFPage_CountObjects!(raw(page));
  }

  object(page: PageHandle, index: number): ObjectHandle | null {
    return handle(this.#call.FPDFPage_GetObject!(raw(page), index));
  }

  memberCount(group: ObjectHandle): number {
    return this.#call.FPDFFormObj_CountObjects!(raw(group));
  }

  member(group: ObjectHandle, index: number): ObjectHandle | null {
    return handle(this.#call.FPDFFormObj_GetObject!(raw(group), index));
  }

  objectType(object: ObjectHandle): number {
    return this.#call.FPDFPageObj_GetType!(raw(object));
  }

  objectBox(object: ObjectHandle, out: Float64Array): boolean {
    const at = this.#scratch;
    // Order of the arguments: left, bottom, right, top.
    if (this.#call.FPDFPageObj_GetBounds!(raw(object), at, at + 12, at + 8, at + 4) === 0) return false;
    this.#readFloats(out, 4);
    return true;
  }

  objectMatrix(object: ObjectHandle, out: Float64Array): boolean {
    if (this.#call.FPDFPageObj_GetMatrix!(raw(object), this.#scratch) === 0) return false;
    this.#readFloats(out, 6);
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
    const bitmap = this.#call.FPDFBitmap_CreateEx!(width, height, format, 0, 0);
    if (bitmap === 0) return null;
    const flags = RENDER_ANNOTATIONS | (gray ? RENDER_GRAY : RENDER_RGB);
    this.#call.FPDFBitmap_FillRect!(bitmap, 0, 0, width, height, -1);
    const form = this.#form(document, page);
    this.#call.FPDF_RenderPageBitmap!(bitmap, raw(page), 0, 0, width, height, 0, flags);
    if (form !== 0) this.#call.FPDF_FFLDraw!(form, bitmap, raw(page), 0, 0, width, height, 0, flags);
    const stride = this.#call.FPDFBitmap_GetStride!(bitmap);
    const from = this.#call.FPDFBitmap_GetBuffer!(bitmap) >>> 0;
    const pixels = packRows(this.#runtime.HEAPU8, { from, stride, rowBytes: width * channels, height });
    this.#call.FPDFBitmap_Destroy!(bitmap);
    return { pixels, width, height, channels };
  }

  hasOverlay(document: DocumentHandle, pageIndex: number): boolean {
    const count = this.#call.EPDFPage_GetAnnotCountRaw!(raw(document), pageIndex);
    for (let i = 0; i < Math.min(count, MAX_ANNOTATIONS); i++) {
      const annotation = this.#call.EPDFPage_GetAnnotRaw!(raw(document), pageIndex, i);
      if (annotation === 0) continue;
      const type = this.#call.FPDFAnnot_GetSubtype!(annotation);
      this.#call.FPDFPage_CloseAnnot!(annotation);
      if (OVERLAY_TYPES.has(type)) return true;
    }
    return false;
  }

  flattenedCopy(document: DocumentHandle, page: PageHandle, pageIndex: number): DocumentHandle | null {
    // Fields without an appearance of their own get one here.
    this.#form(document, page);
    const copy = this.#import(document, Int32Array.of(pageIndex));
    return copy === 0 ? null : handle<DocumentHandle>(copy);
  }

  slice(document: DocumentHandle, pageIndexes: Int32Array): Uint8Array<ArrayBuffer> | null {
    const target = this.#import(document, pageIndexes);
    if (target === 0) return null;
    this.#chunks = [];
    // FPDF_FILEWRITE of fpdf_save.h: version, write callback.
    this.#runtime.HEAP32.set([1, this.#writeBlock], this.#scratch >> 2);
    const saved = this.#call.FPDF_SaveAsCopy!(target, this.#scratch, SAVE_NO_INCREMENTAL);
    this.#call.FPDF_CloseDocument!(target);
    const chunks = this.#chunks;
    this.#chunks = [];
    return saved === 0 ? null : concatenate(chunks);
  }

  /** A new document of the pages; what lies over them would lose its form, so it becomes content. */
  #import(document: DocumentHandle, pageIndexes: Int32Array): number {
    const target = this.#call.FPDF_CreateNewDocument!();
    if (target === 0) return 0;
    const list = this.#allocate(pageIndexes.length * 4);
    this.#runtime.HEAP32.set(pageIndexes, list >> 2);
    const count = pageIndexes.length;
    const imported = this.#call.FPDF_ImportPagesByIndex!(target, raw(document), list, count, 0);
    this.#call.free!(list);
    if (imported === 0) {
      this.#call.FPDF_CloseDocument!(target);
      return 0;
    }
    for (const [index, pageIndex] of pageIndexes.entries()) {
      if (!this.hasOverlay(document, pageIndex)) continue;
      const page = this.#call.FPDF_LoadPage!(target, index);
      if (page === 0) continue;
      this.#call.FPDFPage_Flatten!(page, FLATTEN_AS_SHOWN);
      this.#call.FPDF_ClosePage!(page);
    }
    return target;
  }

  /** The form environment, started with the first page drawn; without it filled fields stay blank. */
  #form(document: DocumentHandle, page: PageHandle): number {
    const file = this.#files.get(document)!;
    if (file.formInfo === 0) {
      file.formInfo = this.#call.PDFiumExt_OpenFormFillInfo!();
      file.form = this.#call.PDFiumExt_InitFormFillEnvironment!(raw(document), file.formInfo);
    }
    if (file.form !== 0 && !this.#opened.has(page)) {
      this.#call.FORM_OnAfterLoadPage!(raw(page), file.form);
      this.#opened.add(page);
    }
    return file.form;
  }

  #allocate(bytes: number): number {
    const at = this.#call.malloc!(bytes) >>> 0;
    if (at === 0) throw new RangeError('PDFium has no memory left');
    return at;
  }

  #cString(text: string): number {
    const bytes = Buffer.from(`${text}\0`, 'latin1');
    const at = this.#allocate(bytes.length);
    this.#runtime.HEAPU8.set(bytes, at);
    return at;
  }

  /** Reads a string that the library returns in UTF-16 with its byte length, closing zero included. */
  #utf16(read: (buffer: number, bytes: number) => number): string {
    const bytes = read(this.#scratch, SCRATCH_BYTES) >>> 0;
    if (bytes <= 2) return '';
    if (bytes <= SCRATCH_BYTES) return this.#decode(this.#scratch, bytes);
    const buffer = this.#allocate(bytes);
    read(buffer, bytes);
    const value = this.#decode(buffer, bytes);
    this.#call.free!(buffer);
    return value;
  }

  #decode(at: number, bytes: number): string {
    return decoder.decode(this.#runtime.HEAPU8.subarray(at, at + bytes - 2));
  }

  #readFloats(out: Float64Array, count: number): void {
    const heap = this.#runtime.HEAPF32;
    const from = this.#scratch >> 2;
    for (let i = 0; i < count; i++) out[i] = heap[from + i]!;
  }
}

const decoder = new TextDecoder('utf-16le', { ignoreBOM: true });

function raw(handle: DocumentHandle | PageHandle | TextHandle | ObjectHandle | BookmarkHandle): number {
  return handle as unknown as number;
}

function handle<T>(pointer: number): T | null {
  return pointer === 0 ? null : (pointer as T);
}

/** Fills the block from the prefix and the file; false at the end of the file. */
function readBlock(file: OpenFile, block: Uint8Array, position: number): boolean {
  const { fd, prefix } = file;
  let done = 0;
  if (position < prefix.length) {
    const head = prefix.subarray(position, position + block.length);
    block.set(head);
    done = head.length;
  }
  while (done < block.length) {
    const count = readSync(fd, block, done, block.length - done, position + done - prefix.length);
    if (count === 0) return false;
    done += count;
  }
  return true;
}

function packRows(
  heap: Uint8Array<ArrayBuffer>,
  rows: { from: number; stride: number; rowBytes: number; height: number },
): Uint8Array<ArrayBuffer> {
  const { from, stride, rowBytes, height } = rows;
  if (stride === rowBytes) return heap.slice(from, from + rowBytes * height);
  const out = new Uint8Array(rowBytes * height);
  for (let y = 0; y < height; y++) {
    const start = from + y * stride;
    out.set(heap.subarray(start, start + rowBytes), y * rowBytes);
  }
  return out;
}

function concatenate(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    out.set(chunk, at);
    at += chunk.length;
  }
  return out;
}
