import { Problem } from '../problem/problem.ts';
import { findPdfium } from './native/find-pdfium.ts';
import { createNativeEngine } from './native/native-engine.ts';
import type { PdfEngine } from './pdf.ts';
import type { WorkerOptions } from './pooled-engine.ts';
import { createWasmEngine } from './wasm/wasm-engine.ts';

/** Which back end, and the bounds of its workers. */
export interface BackendOptions extends WorkerOptions {
  /** Default `auto`: native where its library starts, else WASM. */
  readonly backend?: 'auto' | 'wasm' | 'native';
  /** A shared library of PDFium for the native back end, which then is asked for; default that of a package. */
  readonly library?: string | undefined;
}

/** A back end and, for people, why it is this one. */
export interface ChosenBackend {
  readonly engine: PdfEngine;
  readonly reason: string;
}

/**
 * Chooses the back end for PDFs. The native one is started to find out whether it works. Throws `invalid-option` when
 * it was asked for and does not. `find` tells where its library is.
 */
export async function chooseBackend(options: BackendOptions, find = findPdfium): Promise<ChosenBackend> {
  const { backend = 'auto', library, ...workers } = options;
  if (backend === 'wasm') return { engine: createWasmEngine(workers), reason: 'as configured' };
  try {
    const { path, origin } = find(library);
    const engine = createNativeEngine({ library: path, ...workers });
    try {
      await engine.ready();
    } catch (error) {
      await engine.close();
      throw new Error(`${origin}: ${error instanceof Error ? error.message : String(error)}`);
    }
    return { engine, reason: origin };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    if (backend === 'auto' && library === undefined) {
      return {
        engine: createWasmEngine(workers),
        reason: `the native library does not serve here: ${reason}`,
      };
    }
    const asked = library === undefined ? 'LEAFCUTTER_PDF_BACKEND=native' : `LEAFCUTTER_PDFIUM=${library}`;
    throw new Problem('invalid-option', {
      detail: `${asked} does not work here (${reason}); name another library or set LEAFCUTTER_PDF_BACKEND=wasm`,
      cause: error,
    });
  }
}
