import { isProblem } from '../../problem/problem.ts';
import { type CallOutcome, CallRunner, type PdfCall } from '../pdfium/calls.ts';
import { DocumentCache } from '../pdfium/document-cache.ts';
import type { ProcessReply, ProcessRequest } from './child-processes.ts';

/** Above this, copying through the channel costs the receiving process more than a memory file does. */
const SMALL_BYTES = 64 * 1024;

// Ctrl-C at a terminal and a service manager's stop reach every process of the group: when to end is for the parent
// to decide, and its end ends this process.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
process.once('disconnect', () => process.exit());

try {
  await start(process.argv[2]!);
} catch (error) {
  reply({ kind: 'unable', reason: error instanceof Error ? error.message : String(error) });
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

  process.on('message', ({ id, call, released }: ProcessRequest<PdfCall>) => {
    for (const fd of released) files.release(fd);
    try {
      const { small, bulk } = divide(runner.run(call).value);
      reply({
        kind: 'value',
        id,
        value: small,
        memoryBytes: pdfium.memoryBytes(),
        ...(bulk === null
          ? {}
          : { bulk: { fd: files.hold(bulk.bytes), bytes: bulk.bytes.length, member: bulk.member } }),
      });
    } catch (error) {
      if (isProblem(error)) {
        reply({ kind: 'problem', id, problem: error.toJSON(), memoryBytes: pdfium.memoryBytes() });
      } else {
        reply({ kind: 'broken', id, reason: error instanceof Error ? error.message : String(error) });
      }
    }
  });

  reply({ kind: 'ready', bulk: { fd: files.hold(Uint8Array.of(1)), bytes: 1, member: null } });
}

interface Bulk {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly member: string | null;
}

/** Parts a value into what travels through the channel and what through a memory file. */
function divide(value: CallOutcome['value']): { small: unknown; bulk: Bulk | null } {
  if (value instanceof Uint8Array) {
    return value.length <= SMALL_BYTES
      ? { small: value, bulk: null }
      : { small: null, bulk: { bytes: value, member: null } };
  }
  if (!('pixels' in value)) return { small: value, bulk: null };
  const { pixels, ...small } = value;
  return { small, bulk: { bytes: pixels, member: 'pixels' } };
}

function reply(message: ProcessReply): void {
  process.send!(message);
}
