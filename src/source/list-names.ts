import { Problem } from '../problem/problem.ts';
import { stopIfAborted } from './source-problem.ts';

/** Longer than any path or URL: what goes on without an end is not a list of names. */
const MAX_NAME_BYTES = 64 * 1024;

const NUL = 0;
const NEWLINE = 0x0a;

/**
 * Yields the names of a list lazily: separated by NUL when its first bytes hold one (so names may contain newlines),
 * else by lines. Empty ones are passed over. Throws `invalid-option` when the stream is no list of names at all.
 */
export async function* listNames(
  stream: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): AsyncGenerator<string> {
  let separator: number | undefined;
  let rest: Uint8Array = new Uint8Array(0);
  for await (const chunk of stream) {
    stopIfAborted(signal);
    if (separator === undefined) {
      if (Buffer.from(chunk.subarray(0, 5)).toString('latin1') === '%PDF-') {
        throw notAList('it holds a PDF; save it to a file and name that');
      }
      separator = chunk.includes(NUL) ? NUL : NEWLINE;
    }
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let start = 0;
    for (let end = bytes.indexOf(separator); end >= 0; end = bytes.indexOf(separator, start)) {
      const name = text(bytes.subarray(start, end), separator);
      if (name !== '') yield name;
      start = end + 1;
    }
    rest = bytes.slice(start);
    if (rest.length > MAX_NAME_BYTES) {
      throw notAList('it goes on without an end of line; give one path or URL a line, or NUL between them');
    }
  }
  const last = text(rest, separator ?? NEWLINE);
  if (last !== '') yield last;
}

function text(bytes: Uint8Array, separator: number): string {
  const name = new TextDecoder().decode(bytes);
  return separator === NEWLINE && name.endsWith('\r') ? name.slice(0, -1) : name;
}

function notAList(why: string): Problem {
  return new Problem('invalid-option', { detail: `Standard input is not a list of names: ${why}` });
}
