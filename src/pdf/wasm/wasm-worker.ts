import { parentPort, workerData } from 'node:worker_threads';
import { isProblem } from '../../problem/problem.ts';
import { CallRunner, type PdfCall } from '../pdfium/calls.ts';
import { DocumentCache } from '../pdfium/document-cache.ts';
import type { PoolReply, PoolRequest } from '../pool.ts';
import { startWasmPdfium } from './wasm-pdfium.ts';

const port = parentPort!;
const pdfium = await startWasmPdfium(workerData as WebAssembly.Module);
const runner = new CallRunner(pdfium, new DocumentCache(pdfium));

port.on('message', ({ id, call }: PoolRequest<PdfCall>) => {
  try {
    const { value, transfer } = runner.run(call);
    reply({ kind: 'value', id, value, memoryBytes: pdfium.memoryBytes() }, transfer);
  } catch (error) {
    if (isProblem(error)) {
      reply({ kind: 'problem', id, problem: error.toJSON(), memoryBytes: pdfium.memoryBytes() });
    } else {
      // A trap, an abort or no memory: the library must not be used again.
      reply({ kind: 'broken', id, reason: error instanceof Error ? error.message : String(error) });
    }
  }
});
reply({ kind: 'ready' });

function reply(message: PoolReply, transfer: readonly ArrayBuffer[] = []): void {
  port.postMessage(message, [...transfer]);
}
