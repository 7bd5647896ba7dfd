import { isProblem } from '../../problem/problem.ts';
import { CallRunner, divideAnswer, type PdfCall } from '../pdfium/calls.ts';
import { DocumentCache } from '../pdfium/document-cache.ts';
import { sendReply, serveRequests } from './serve-requests.ts';

/** Above this, copying through the pipe costs the receiving process more than a memory file does. */
const SMALL_BYTES = 128 * 1024;

// Ctrl-C at a terminal and a service manager's stop reach every process of the group: when to end is for the parent
// to decide, and its end closes the pipe.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);

try {
  await start(process.argv[2]!);
} catch (error) {
  sendReply({ kind: 'unable', reason: error instanceof Error ? error.message : String(error) });
}

/** Loads what may be missing on this machine only now, so that its absence can be told. */
async function start(library: string): Promise<void> {
  const [{ startNativePdfium }, { dieWithParent }, { MemoryFiles }] = await Promise.all([
    import('./native-pdfium.ts'),
    import('./linux.ts'),
    import('./memory-files.ts'),
  ]);
  dieWithParent();
  const files = new MemoryFiles();
  const pdfium = startNativePdfium(library, files.allocate);
  const runner = new CallRunner(pdfium, new DocumentCache(pdfium));

  const { file, numbers } = files.share(1);
  sendReply({ kind: 'ready', present: file });
  serveRequests<PdfCall>(({ id, call, released }, arrival) => {
    for (const fd of released) files.release(fd);
    try {
      const { small, bulk: bytes, member } = divideAnswer(runner.run(call, arrival));
      const memoryBytes = pdfium.memoryBytes();
      if (bytes === null) {
        sendReply({ kind: 'value', id, value: small, memoryBytes });
      } else if (bytes.length <= SMALL_BYTES) {
        sendReply({ kind: 'value', id, value: small, memoryBytes, bulk: { member } }, bytes);
      } else {
        const bulk = { member, file: files.hold(bytes), bytes: bytes.length };
        sendReply({ kind: 'value', id, value: small, memoryBytes, bulk });
      }
    } catch (error) {
      if (isProblem(error)) {
        sendReply({ kind: 'problem', id, problem: error.toJSON(), memoryBytes: pdfium.memoryBytes() });
      } else {
        sendReply({ kind: 'broken', id, reason: error instanceof Error ? error.message : String(error) });
      }
    }
  }, numbers);
}
