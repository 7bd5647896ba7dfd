import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { SNIFF_BYTES, sniffMediaType } from '../app.ts';
import { Problem } from '../problem/problem.ts';
import { plainName } from './plain-name.ts';

/** A body that sends nothing for so long is given up. */
const IDLE_MS = 30_000;
/** A body that is slower than this, once it has had `GRACE_MS`, is meant to hold a place, not to arrive. */
const SLOWEST_BYTES_PER_SECOND = 1_000;
const GRACE_MS = 60_000;

/** Bytes that came over HTTP, on disk. */
export interface ReceivedFile {
  readonly path: string;
  /** Safe as the name of a file. */
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
  /** What its first bytes say it is; null: nothing that can be read. */
  readonly mediaType: string | null;
}

/** Where a body goes and how slow it may be. */
export interface ReceiveOptions {
  /** A folder, where it is called by chance; or the place of a file with that safe name. */
  readonly directory: string | ((name: string) => Promise<string>);
  readonly name: string;
  /** Default 30 s. */
  readonly idleMs?: number;
  /** Gives the body up, with its reason. */
  readonly signal: AbortSignal;
}

/**
 * Streams a body into a new file, hashing on the way; nothing is left after a failure. Throws
 * `request-timeout` for one that stalls or trickles.
 */
export async function receiveFile(
  body: Readable,
  { directory, name, idleMs = IDLE_MS, signal }: ReceiveOptions,
): Promise<ReceivedFile> {
  const safe = safeName(name);
  const path =
    typeof directory === 'string' ? join(directory, `${randomUUID()}.part`) : await directory(safe);
  const giveUp = (): void => void body.destroy(signal.reason as Error);
  signal.addEventListener('abort', giveUp, { once: true });
  const hash = createHash('sha256');
  const head = Buffer.alloc(SNIFF_BYTES);
  const startedMs = performance.now();
  let bytes = 0;
  let lastMs = startedMs;
  const watch = setInterval(
    () => {
      const nowMs = performance.now();
      const slow =
        nowMs - startedMs > GRACE_MS && bytes < ((nowMs - startedMs) / 1000) * SLOWEST_BYTES_PER_SECOND;
      if (nowMs - lastMs > idleMs || slow) {
        body.destroy(
          new Problem('request-timeout', { detail: `${safe} came too slowly; send it again`, subject: safe }),
        );
      }
    },
    Math.min(1_000, idleMs),
  ).unref();
  const count = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      if (bytes < head.length) chunk.copy(head, bytes);
      bytes += chunk.length;
      lastMs = performance.now();
      hash.update(chunk);
      done(null, chunk);
    },
  });
  try {
    await pipeline(body, count, createWriteStream(path, { flags: 'wx' }));
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    signal.removeEventListener('abort', giveUp);
    clearInterval(watch);
  }
  const mediaType = sniffMediaType(head.subarray(0, bytes));
  return { path, name: safe, bytes, sha256: hash.digest('hex'), mediaType };
}

/** Device names that Windows reserves, whatever their ending. */
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;
const MOST_NAME_BYTES = 180;

/** A name without path, control characters and whatever else some file system or terminal gives a meaning to. */
export function safeName(given: string): string {
  const last = given.normalize('NFC').split(/[/\\]/).at(-1) ?? '';
  const clean = plainName(last)
    .replace(/[<>:"|?*]/g, '_')
    .replace(/^[.\s]+|[.\s]+$/g, '');
  const short = shorten(clean);
  if (short === '') return 'document';
  return RESERVED.test(short) ? `_${short}` : short;
}

/** Cuts in the middle of a long name, so that its ending stays. */
function shorten(name: string): string {
  if (Buffer.byteLength(name) <= MOST_NAME_BYTES) return name;
  const ending = /\.[A-Za-z0-9]{1,8}$/.exec(name)?.[0] ?? '';
  let stem = '';
  let bytes = Buffer.byteLength(ending);
  for (const character of name.slice(0, name.length - ending.length)) {
    bytes += Buffer.byteLength(character);
    if (bytes > MOST_NAME_BYTES) break;
    stem += character;
  }
  return stem + ending;
}
