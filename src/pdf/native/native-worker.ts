import { closeSync } from 'node:fs';
import { isProblem } from '../../problem/problem.ts';
import { type CallOutcome, CallRunner, type PdfCall } from '../pdfium/calls.ts';
import { DocumentCache } from '../pdfium/document-cache.ts';
import type { PoolRequest } from '../pool.ts';
import type { ProcessReply } from './child-processes.ts';
import type { MemoryFile } from './memory-file.ts';

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
  const [{ startNativePdfium }, { copyToMemoryFile, dieWithParent, MappedFiles }] = await Promise.all([
    import('./native-pdfium.ts'),
    import('./memory-file.ts'),
  ]);
  dieWithParent();
  const mapped = new MappedFiles();
  const pdfium = startNativePdfium(library, mapped.allocate);
  const runner = new CallRunner(pdfium, new DocumentCache(pdfium));
  let shown: MemoryFile | null = null;

  process.on('message', ({ id, call }: PoolRequest<PdfCall>) => {
    // The parent opened it before it sent this call.
    if (shown !== null) closeSync(shown.fd);
    shown = null;
    try {
      const { value } = runner.run(call);
      const { small, bulk } = divide(value);
      const file = bulk === null ? null : (mapped.release(bulk.bytes) ?? copyToMemoryFile(bulk.bytes));
      shown = file;
      reply({
        kind: 'value',
        id,
        value: small,
        memoryBytes: pdfium.memoryBytes(),
        ...(file === null ? {} : { bulk: { ...file, member: bulk!.member } }),
      });
    } catch (error) {
      if (isProblem(error)) {
        reply({ kind: 'problem', id, problem: error.toJSON(), memoryBytes: pdfium.memoryBytes() });
      } else {
        reply({ kind: 'broken', id, reason: error instanceof Error ? error.message : String(error) });
      }
    }
  });

  shown = copyToMemoryFile(Uint8Array.of(1));
  reply({ kind: 'ready', bulk: { ...shown, member: null } });
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
