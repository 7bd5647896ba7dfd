import { parentPort, workerData } from 'node:worker_threads';
import { isProblem } from '../../problem/problem.ts';
import { CallRunner, divideAnswer, joinAnswer, type PdfCall } from '../pdfium/calls.ts';
import { DocumentCache } from '../pdfium/document-cache.ts';
import type { PoolReply, PoolRequest } from '../pool-worker.ts';
import { startWasmPdfium } from './wasm-pdfium.ts';

const port = parentPort!;
const pdfium = await startWasmPdfium(workerData as WebAssembly.Module);
const runner = new CallRunner(pdfium, new DocumentCache(pdfium));

port.on('message', ({ id, call }: PoolRequest<PdfCall>) => {
  try {
    const { small, bulk, member } = divideAnswer(runner.run(call));
    // A part of memory that is used again is copied, memory of its own changes hands.
    const own = bulk !== null && bulk.byteLength < bulk.buffer.byteLength ? bulk.slice() : bulk;
    const value = joinAnswer({ small, bulk: own, member });
    reply({ kind: 'value', id, value, memoryBytes: pdfium.memoryBytes() }, own === null ? [] : [own.buffer]);
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
