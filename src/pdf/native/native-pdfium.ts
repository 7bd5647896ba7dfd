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
import { LetterBatch, type LetterCalls } from './letter-batch.ts';

/** Functions only this binding calls; in WASM other ones stand for them. */
const OWN_FUNCTIONS = {
  FPDF_InitLibrary: ['void'],
  FPDF_LoadDocument: ['pointer', 'pointer', 'pointer'],
  FPDFDOC_InitFormFillEnvironment: ['pointer', 'pointer', 'pointer'],
  FPDFDOC_ExitFormFillEnvironment: ['void', 'pointer'],
} as const satisfies Readonly<Record<string, readonly [CType, ...CType[]]>>;

type NativeCalls = Calls & Readonly<Record<keyof typeof OWN_FUNCTIONS, (...args: number[]) => number>>;

/** Addresses travel as numbers: they fit, and big integers would cost as much as a short call. */
const KOFFI_TYPES: Readonly<Record<CType, string>> = {
  void: 'void',
  int: 'int',
  unsigned: 'uint32_t',
  'unsigned long': 'ulong',
  double: 'double',
  pointer: 'uintptr_t',
};

const BATCH = 'int FPDFText_GetCharInfoBatch(uintptr_t text, int start, int count, uintptr_t target)';
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
  const { calls, batch } = loadFunctions(path);
  return new LibraryPdfium(new NativeLibrary(calls, batch, allocatePixels));
}

function loadFunctions(path: string): { calls: NativeCalls; batch: LetterCalls['batch'] | null } {
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
  let batch: LetterCalls['batch'] | null = null;
  try {
    batch = library.func(BATCH);
  } catch {
    // Most builds have no such function.
  }
  return { calls: calls as NativeCalls, batch };
}

class NativeLibrary implements PdfiumLibrary {
  readonly call: NativeCalls;
  readonly allocate = allocate;
  readonly allocatePixels: AllocatePixels;
  readonly scratch: Block;
  readonly letters: LetterBatch | null;
  readonly #floats: Float32Array;
  readonly #doubles: Float64Array;
  readonly #readBlock: bigint;
  readonly #writeBlock: bigint;
  readonly #readable = new Map<number, OpenFile>();
  readonly #residentAtStart = process.memoryUsage.rss();
  #chunks: Uint8Array<ArrayBuffer>[] = [];
  #lookedAtMs = Number.NEGATIVE_INFINITY;
  #memoryBytes = 0;

  constructor(call: NativeCalls, batch: LetterCalls['batch'] | null, allocatePixels: AllocatePixels) {
    this.call = call;
    const { FPDFText_GetLooseCharBox: looseBox, FPDFText_GetFontSize: fontSize } = call;
    this.letters = batch === null ? null : new LetterBatch({ batch, looseBox, fontSize }, allocate);
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

  readFloats(out: Float32Array | Float64Array, count: number): void {
    for (let i = 0; i < count; i++) out[i] = this.#floats[i]!;
  }

  readDoubles(out: Float64Array, count: number): void {
    for (let i = 0; i < count; i++) out[i] = this.#doubles[i]!;
  }

  memoryBytes(): number {
    // Pages of words take less than a millisecond: to look after each would cost a hundredth of it.
    const now = performance.now();
    if (now - this.#lookedAtMs >= LOOK_MS) {
      this.#lookedAtMs = now;
      this.#memoryBytes = this.#look();
    }
    return this.#memoryBytes;
  }

  #look(): number {
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

/** Short beside the time in which memory fills. */
const LOOK_MS = 10;

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
