import koffi from 'koffi';
import { type Calls, type CType, FUNCTIONS } from '../pdfium/functions.ts';
import {
  type Block,
  concatenate,
  type FormEnvironment,
  type OpenedFile,
  type PdfiumLibrary,
  readBlock,
  SCRATCH_BYTES,
} from '../pdfium/library.ts';
import { LibraryPdfium } from '../pdfium/library-pdfium.ts';
import type { OpenFile, Pdfium } from '../pdfium/pdfium.ts';
import { CallTable, ROW_WORDS } from './call-table.ts';

/** Functions only this binding calls; in WASM other ones stand for them. */
const OWN_FUNCTIONS = {
  FPDF_InitLibrary: ['void'],
  FPDF_LoadDocument: ['pointer', 'pointer', 'pointer'],
  FPDFDOC_InitFormFillEnvironment: ['pointer', 'pointer', 'pointer'],
  FPDFDOC_ExitFormFillEnvironment: ['void', 'pointer'],
} as const satisfies Readonly<Record<string, readonly [CType, ...CType[]]>>;

/** Functions that a page needs hundreds of times: called by the loop of `CallTable`, where there is one. */
const REPEATED = ['FPDFText_GetLooseCharBox', 'FPDFPage_GetObject', 'FPDFPageObj_GetType'] as const;

type NativeCalls = Calls & Readonly<Record<keyof typeof OWN_FUNCTIONS, (...args: number[]) => number>>;

type Addresses = Readonly<Record<(typeof REPEATED)[number], bigint>>;

/** Addresses travel as numbers: they fit, and big integers would cost as much as a short call. */
const KOFFI_TYPES: Readonly<Record<CType, string>> = {
  void: 'void',
  int: 'int',
  unsigned: 'uint32_t',
  'unsigned long': 'ulong',
  double: 'double',
  pointer: 'uintptr_t',
};

const GET_BLOCK = 'int (uintptr_t param, ulong position, uintptr_t target, ulong size)';
const WRITE_BLOCK = 'int (uintptr_t self, uintptr_t source, ulong size)';
/** More than the structure has in any version; unused members must be zero. */
const FORM_INFO_BYTES = 1024;
/** A library built with XFA wants 2 (fpdf_formfill.h). */
const FORM_INFO_VERSIONS = [1, 2];

/** Memory of a page's pixels, made by the caller so that another process can read it. Null when there is not enough. */
export type AllocatePixels = (bytes: number) => Block | null;

/**
 * Loads the shared library at `path` into this process and starts it. Throws when it cannot be loaded or lacks a
 * function that is needed. PDFium is not made for threads: one library in one thread of a process.
 */
export function startNativePdfium(path: string, allocatePixels: AllocatePixels = allocate): Pdfium {
  const { calls, addresses } = loadFunctions(path);
  return new LibraryPdfium(new NativeLibrary(calls, addresses, allocatePixels));
}

function loadFunctions(path: string): { calls: NativeCalls; addresses: Addresses } {
  const library = koffi.load(path);
  const calls: Record<string, (...args: number[]) => number> = {};
  const missing: string[] = [];
  for (const [name, [result, ...types]] of Object.entries({ ...FUNCTIONS, ...OWN_FUNCTIONS })) {
    try {
      calls[name] = library.func(
        name,
        KOFFI_TYPES[result],
        types.map((type) => KOFFI_TYPES[type]),
      );
    } catch {
      missing.push(name);
    }
  }
  if (missing.length > 0) {
    const more = missing.length > 3 ? ` and ${missing.length - 3} more functions` : '';
    throw new Error(`it lacks ${missing.slice(0, 3).join(', ')}${more}`);
  }
  const addresses = Object.fromEntries(REPEATED.map((name) => [name, library.symbol(name)]));
  return { calls: calls as NativeCalls, addresses: addresses as Addresses };
}

class NativeLibrary implements PdfiumLibrary {
  readonly call: NativeCalls;
  readonly allocate = allocate;
  readonly allocatePixels: AllocatePixels;
  readonly scratch: Block;
  readonly #floats: Float32Array;
  readonly #doubles: Float64Array;
  readonly #readBlock: bigint;
  readonly #writeBlock: bigint;
  readonly #readable = new Map<number, OpenFile>();
  readonly #residentAtStart = process.memoryUsage.rss();
  readonly #addresses: Addresses;
  readonly #table: CallTable | null;
  /** Where the table's calls write boxes. */
  #boxes: Block | null = null;
  #boxFloats = new Float32Array(0);
  #boxRows: Uint32Array | null = null;
  #chunks: Uint8Array<ArrayBuffer>[] = [];

  constructor(call: NativeCalls, addresses: Addresses, allocatePixels: AllocatePixels) {
    this.call = call;
    this.#addresses = addresses;
    this.#table = CallTable.create(allocate);
    this.allocatePixels = allocatePixels;
    this.scratch = allocate(SCRATCH_BYTES);
    const { buffer } = this.scratch.view();
    this.#floats = new Float32Array(buffer);
    this.#doubles = new Float64Array(buffer);
    this.#readBlock = koffi.register(
      (access: number, position: number, target: number, size: number): number => {
        const file = this.#readable.get(access);
        try {
          return file !== undefined && readBlock(file, memoryAt(target, size), position) ? 1 : 0;
        } catch {
          // The library takes it for a damaged file, as it takes the end of the file.
          return 0;
        }
      },
      koffi.pointer(koffi.proto(GET_BLOCK)),
    );
    this.#writeBlock = koffi.register(
      (_self: number, source: number, size: number): number => {
        this.#chunks.push(memoryAt(source, size).slice());
        return 1;
      },
      koffi.pointer(koffi.proto(WRITE_BLOCK)),
    );
    call.FPDF_InitLibrary();
  }

  readFloats(out: Float64Array, count: number): void {
    for (let i = 0; i < count; i++) out[i] = this.#floats[i]!;
  }

  readDoubles(out: Float64Array, count: number): void {
    for (let i = 0; i < count; i++) out[i] = this.#doubles[i]!;
  }

  looseBoxes(text: number, letters: Int32Array, count: number, out: Float64Array): boolean {
    const table = this.#table;
    if (table === null) return false;
    const rows = table.rows(count);
    if (this.#boxFloats.length < count * 4 || this.#boxRows !== rows) this.#placeBoxes(rows);
    const [textLow, textHigh] = halves(text);
    for (let i = 0, at = 0; i < count; i++, at += ROW_WORDS) {
      rows[at] = textLow;
      rows[at + 1] = textHigh;
      rows[at + 2] = letters[i]!;
    }
    table.run(this.#addresses.FPDFText_GetLooseCharBox, count);
    const floats = this.#boxFloats;
    for (let i = 0, at = 0; i < count; i++, at += 4) {
      const isBox = rows[i * ROW_WORDS + RESULT]! !== 0;
      out[at] = isBox ? floats[at]! : Number.NaN;
      out[at + 1] = floats[at + 1]!;
      out[at + 2] = floats[at + 2]!;
      out[at + 3] = floats[at + 3]!;
    }
    return true;
  }

  /** Gives each row the place its box goes to; no other call writes there. */
  #placeBoxes(rows: Uint32Array): void {
    const count = rows.length / ROW_WORDS;
    this.#boxes?.free();
    this.#boxes = allocate(count * BOX_BYTES);
    this.#boxFloats = new Float32Array(this.#boxes.view().buffer);
    this.#boxRows = rows;
    for (let i = 0, box = this.#boxes.address; i < count; i++, box += BOX_BYTES) {
      const [low, high] = halves(box);
      rows.set([0, low, high], i * ROW_WORDS + 3);
    }
  }

  objects(page: number, count: number, out: { handles: Float64Array; types: Uint8Array }): boolean {
    const table = this.#table;
    if (table === null) return false;
    const { handles, types } = out;
    const rows = table.rows(count);
    const [pageLow, pageHigh] = halves(page);
    for (let i = 0, at = 0; i < count; i++, at += ROW_WORDS) {
      rows[at] = pageLow;
      rows[at + 1] = pageHigh;
      rows[at + 2] = i;
    }
    table.run(this.#addresses.FPDFPage_GetObject, count);
    for (let i = 0, at = 0; i < count; i++, at += ROW_WORDS) {
      const low = rows[at + RESULT]!;
      const high = rows[at + RESULT + 1]!;
      handles[i] = high * TWO_32 + low;
      rows[at] = low;
      rows[at + 1] = high;
    }
    // The library answers 0 for an object that is not there.
    table.run(this.#addresses.FPDFPageObj_GetType, count);
    for (let i = 0; i < count; i++) types[i] = rows[i * ROW_WORDS + RESULT]!;
    return true;
  }

  memoryBytes(): number {
    // The largest ever costs a tenth of the present: enough as long as it is small.
    const most = process.resourceUsage().maxRSS * 1024 - this.#residentAtStart;
    return most < MODEST_BYTES ? most : process.memoryUsage.rss() - this.#residentAtStart;
  }

  openFile(file: OpenFile): OpenedFile | null {
    return file.prefix.length > 0 ? this.#openShifted(file) : this.#openPath(file.path);
  }

  startForm(document: number): FormEnvironment {
    // FPDF_FORMFILLINFO of fpdf_formfill.h: a version, then callbacks, all absent.
    const info = allocate(FORM_INFO_BYTES);
    let form = 0;
    for (const version of FORM_INFO_VERSIONS) {
      if (form !== 0) break;
      info.view()[0] = version;
      form = this.call.FPDFDOC_InitFormFillEnvironment(document, info.address);
    }
    return {
      form,
      stop: () => {
        if (form !== 0) this.call.FPDFDOC_ExitFormFillEnvironment(form);
        info.free();
      },
    };
  }

  collect(save: (fileWrite: number) => boolean): Uint8Array<ArrayBuffer> | null {
    this.#chunks = [];
    // FPDF_FILEWRITE of fpdf_save.h: version, write callback.
    const fileWrite = allocate(16);
    new BigUint64Array(fileWrite.view().buffer).set([1n, this.#writeBlock]);
    const saved = save(fileWrite.address);
    fileWrite.free();
    const chunks = this.#chunks;
    this.#chunks = [];
    return saved ? concatenate(chunks) : null;
  }

  #openPath(path: string): OpenedFile | null {
    const name = allocate(Buffer.byteLength(path) + 1);
    name.view().set(Buffer.from(path));
    const document = this.call.FPDF_LoadDocument(name.address, 0);
    name.free();
    return document === 0 ? null : { document, release: () => undefined };
  }

  /** The file as if the prefix stood before it. */
  #openShifted(file: OpenFile): OpenedFile | null {
    // FPDF_FILEACCESS of fpdfview.h: length, read callback, its first argument.
    const access = allocate(24);
    const { address } = access;
    const bytes = BigInt(file.bytes + file.prefix.length);
    new BigUint64Array(access.view().buffer).set([bytes, this.#readBlock, BigInt(address)]);
    this.#readable.set(address, file);
    const release = () => {
      this.#readable.delete(address);
      access.free();
    };
    const document = this.call.FPDF_LoadCustomDocument(address, 0);
    if (document !== 0) return { document, release };
    release();
    return null;
  }
}

const BOX_BYTES = 16;
/** Where a row of `CallTable` has what the function returned. */
const RESULT = 6;
const TWO_32 = 2 ** 32;

/** An address as its lower and its upper half. */
function halves(address: number): [low: number, high: number] {
  return [address >>> 0, Math.floor(address / TWO_32)];
}

/** Far below what a process is replaced for. */
const MODEST_BYTES = 128 * 1024 * 1024;

/** Blocks in use: nothing else holds the memory whose address the library has. */
const held = new Set<ArrayBuffer>();

/** Zeroed memory of this program whose address the library may know. */
function allocate(bytes: number): Block {
  const buffer = new ArrayBuffer(bytes);
  held.add(buffer);
  const view = new Uint8Array(buffer);
  const free = () => {
    held.delete(buffer);
  };
  return {
    address: Number(koffi.address(buffer)),
    view: () => view,
    take: () => {
      free();
      return view;
    },
    free,
  };
}

function memoryAt(address: number, bytes: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(koffi.view(BigInt(address), bytes));
}
