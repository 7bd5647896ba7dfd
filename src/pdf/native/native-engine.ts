import { PooledEngine, type WorkerOptions } from '../pooled-engine.ts';
import { childProcesses } from './child-processes.ts';
import { giveBack } from './mapped-files.ts';

/** The library and the bounds of the processes that run it. */
export interface NativeEngineOptions extends WorkerOptions {
  /** Path of the shared library. */
  readonly library: string;
  /** A process that holds more memory than this during a call is ended; default 1 GiB, as much as WASM may have. */
  readonly memoryLimitBytes?: number;
}

const DEFAULT_LIMIT_BYTES = 1024 ** 3;

/** PDFium as a shared library in child processes; reads PDFs only, on Linux only. */
export function createNativeEngine({
  library,
  workers,
  memoryLimitBytes = DEFAULT_LIMIT_BYTES,
  ...bounds
}: NativeEngineOptions): PooledEngine {
  const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js';
  return new PooledEngine('pdfium-native', {
    start: childProcesses({
      script: new URL(`./native-worker${extension}`, import.meta.url),
      args: [library],
    }),
    onPixelsUsed: giveBack,
    memoryLimitBytes,
    ...(workers === undefined ? {} : { size: workers }),
    ...bounds,
  });
}
