import type { PdfEngine } from './pdf.ts';
import { createWasmEngine, type WasmEngineOptions } from './wasm/wasm-engine.ts';

export interface PdfEngineOptions extends WasmEngineOptions {}

/** The engine the program reads documents with. */
export function createPdfEngine(options: PdfEngineOptions = {}): PdfEngine {
  return createWasmEngine(options);
}
