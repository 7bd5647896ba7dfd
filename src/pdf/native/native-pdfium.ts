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
import type { LetterTable, OpenFile, Pdfium } from '../pdfium/pdfium.ts';

/** Functions only this binding calls; in WASM other ones stand for them. */
const OWN_FUNCTIONS = {
  FPDF_InitLibrary: ['void'],
  FPDF_LoadDocument: ['pointer', 'pointer', 'pointer'],
  FPDFDOC_InitFormFillEnvironment: ['pointer', 'pointer', 'pointer'],
  FPDFDOC_ExitFormFillEnvironment: ['void', 'pointer'],
} as const satisfies Readonly<Record<string, readonly [CType, ...CType[]]>>;

/**
 * Writes records of `count` letters from `start` on, answers how many. An addition of the library this project finds
 * (`FPDF_CHARINFO_LP` of its `pdfium-sys`), which others lack.
 */
const ALL_LETTERS = 'FPDFText_GetCharInfoBatch';
const LETTER_BYTES = 80;
/** Places in a record, in floats. */
const LETTER = { stride: LETTER_BYTES / 4, looseBox: 10, fontSize: 14 };
/** Two megabytes: of more letters, those that matter are asked for one by one. */
const MAX_LETTERS = 25_000;

type Library = ReturnType<typeof koffi.load>;
type ReadAllLetters = (text: number, start: number, count: number, target: number) => number;

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
  const library = koffi.load(path);
  return new LibraryPdfium(
    new NativeLibrary(loadFunctions(library), findAllLetters(library), allocatePixels),
  );
}

function findAllLetters(library: Library): ReadAllLetters | null {
  try {
    return library.func(ALL_LETTERS, 'int', ['uintptr_t', 'int', 'int', 'uintptr_t']);
  } catch {
    return null;
  }
}

function loadFunctions(library: Library): NativeCalls {
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
  return calls as NativeCalls;
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
  #allLetters: ReadAllLetters | null;
  /** Its records were found to be as they are thought to be. */
  #isProven = false;
  #letterBlock: Block | null = null;
  #letterFloats = new Float32Array(0);
  #chunks: Uint8Array<ArrayBuffer>[] = [];
  #lookedAtMs = Number.NEGATIVE_INFINITY;
  #memoryBytes = 0;

  constructor(call: NativeCalls, allLetters: ReadAllLetters | null, allocatePixels: AllocatePixels) {
    this.call = call;
    this.#allLetters = allLetters;
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

  readLetters(text: number, count: number): LetterTable | null {
    if (this.#allLetters === null || count > MAX_LETTERS) return null;
    if (!this.#isProven && !this.#prove(this.#allLetters, text)) return null;
    const floats = count * LETTER.stride;
    if (this.#letterFloats.length < floats) {
      this.#letterBlock?.free();
      this.#letterBlock = allocate(floats * 2 * Float32Array.BYTES_PER_ELEMENT);
      this.#letterFloats = new Float32Array(this.#letterBlock.view().buffer);
    }
    const found = this.#allLetters(text, 0, count, this.#letterBlock!.address);
    return found === count ? { floats: this.#letterFloats, ...LETTER } : null;
  }

  /**
   * Compares the first two letters with what the library says of each, and gives the function up when they differ.
   * False as long as the letters are too alike to tell.
   */
  #prove(allLetters: ReadAllLetters, text: number): boolean {
    const at = this.scratch.address;
    const floats = this.#floats;
    floats.fill(0);
    const isFound = allLetters(text, 0, 2, at) === 2;
    const records = floats.slice(0, 2 * LETTER.stride);
    const boxes: number[][] = [];
    let isSame = isFound;
    for (let letter = 0; letter < 2 && isSame; letter++) {
      const from = letter * LETTER.stride;
      isSame = this.call.FPDFText_GetLooseCharBox(text, letter, at) !== 0;
      const box = [...floats.subarray(0, 4)];
      isSame &&= box.every((edge, i) => edge === records[from + LETTER.looseBox + i]);
      isSame &&= this.call.FPDFText_GetFontSize(text, letter) === records[from + LETTER.fontSize];
      boxes.push(box);
    }
    if (isFound && !isSame) this.#allLetters = null;
    const [first, second] = boxes;
    this.#isProven = isSame && first!.every((edge) => edge !== 0) && first![0] !== second![0];
    return this.#isProven;
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
