import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { PooledEngine, type WorkerOptions } from '../pooled-engine.ts';
import { workerThreads } from '../worker-threads.ts';
import { limitMemory } from './limit-memory.ts';

/** A page that needs more ends its call with `pdf-crashed`; the largest real scan measured took 556 MB. */
const MAX_HEAP_BYTES = 1024 ** 3;
const ALIVE_MS = 60_000;

/** PDFium compiled to WebAssembly in worker threads; reads PDFs only. */
export function createWasmEngine({ workers, ...bounds }: WorkerOptions = {}): PooledEngine {
  const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js';
  return new PooledEngine('pdfium-wasm', {
    start: workerThreads({
      script: new URL(`./wasm-worker${extension}`, import.meta.url),
      workerData: compile,
    }),
    ...(workers === undefined ? {} : { size: workers }),
    ...bounds,
  });
}

/** Compiles once for all workers: they share the machine code. */
async function compile(): Promise<WebAssembly.Module> {
  const path = fileURLToPath(import.meta.resolve('@embedpdf/pdfium/pdfium.wasm'));
  const bytes = limitMemory(await readFile(path), MAX_HEAP_BYTES);
  // Compiling keeps no process alive: one that waits for nothing else would end in the middle of it, with code 13.
  const alive = setInterval(() => undefined, ALIVE_MS);
  try {
    return await WebAssembly.compile(bytes);
  } finally {
    clearInterval(alive);
  }
}
