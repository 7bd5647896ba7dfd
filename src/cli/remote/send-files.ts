import { openAsBlob } from 'node:fs';
import { basename } from 'node:path';
import type { NewJobBody } from '../../api/job.ts';
import { MAX_SOURCES } from '../../api/limits.ts';
import { createSource, hashFile } from '../../app.ts';
import { RequestFailed } from '../../client/client.ts';
import type { PassedOver } from '../../domain/passed-over.ts';
import { plural } from '../../domain/wording.ts';
import { nothingFound, type RunOptions } from '../../leafcutter.ts';
import { isProblem, Problem } from '../../problem/problem.ts';
import { printable } from '../format.ts';
import { problemOfAnswer } from './answer-problem.ts';
import type { Remote } from './connect.ts';

/** Files under way at once: enough to fill a line, few enough to be fair. */
const AT_ONCE = 4;
/** Files that are asked about at once: the first are sent while the last are not read yet. */
const ASKED_AT_ONCE = 100;
const SAY_EVERY_MS = 5_000;

/** The inputs of a command that can be listed. */
export interface Listed {
  readonly entries: readonly Entry[];
  /** What could not be listed, each with its reason. */
  readonly problems: readonly Problem[];
  /** How many documents there are, where `entries` are a sample of them. */
  readonly found: number | null;
  readonly passedOver: PassedOver | null;
}

/** A document to be sent, or an address for the server to fetch. */
export interface Entry {
  /** Absolute path, or the address. */
  readonly key: string;
  readonly name: string;
  readonly bytes: number;
  readonly modifiedMs: number | null;
}

/** What a run does with its inputs. */
type Inputs = Omit<RunOptions<unknown, unknown>, 'recipe'>;

/**
 * Lists the inputs of a command as a run here does. Throws `no-input` or `invalid-option` for neither an entry nor a
 * problem, `request-too-large` for too many.
 */
export async function listInputs(inputs: Inputs, signal: AbortSignal): Promise<Listed> {
  const source = createSource(inputs.sources, inputs);
  const entries = new Map<string, Entry>();
  const problems: Problem[] = [];
  for await (const { key, name, bytes = 0, modifiedMs = null, problem } of source.list(signal)) {
    if (problem) problems.push(problem);
    else entries.set(key, { key, name, bytes, modifiedMs });
  }
  if (entries.size === 0 && problems.length === 0) {
    throw nothingFound(inputs, source.passedOver?.());
  }
  if (entries.size > MAX_SOURCES) {
    throw new Problem('request-too-large', {
      detail: `${plural(entries.size, 'document')} are more than the ${MAX_SOURCES} of one job at a server; send them in parts, with --include or by folder`,
    });
  }
  const found = source.found?.() ?? null;
  const passedOver = source.passedOver?.() ?? null;
  return { entries: [...entries.values()], problems, found, passedOver };
}

/** What was sent, as sources of a job, and what was not. */
export interface Sent {
  readonly sources: NewJobBody['sources'];
  readonly problems: readonly Problem[];
}

/**
 * Sends files to a server, streamed from disk, several at once; what it has from the same key already is not sent again,
 * and what it does not take is left out and named. Says on standard error how far it is unless `quiet`.
 */
export async function sendFiles(
  { client, url }: Remote,
  entries: readonly Entry[],
  { signal, quiet }: { readonly signal: AbortSignal; readonly quiet: boolean },
): Promise<Sent> {
  const sources: (NewJobBody['sources'][number] | null)[] = entries.map(({ key, modifiedMs }) =>
    modifiedMs === null ? key : null,
  );
  const files = [...entries.keys()].filter((index) => entries[index]!.modifiedMs !== null);
  const problems: Problem[] = [];
  let sent = 0;
  let known = 0;
  const say = (): void => {
    if (quiet) return;
    const there = known > 0 ? `; it had ${plural(known, 'file')} already` : '';
    process.stderr.write(`Sent ${sent} of ${plural(files.length, 'file')} to ${url}${there}\n`);
  };
  const atOnce = async (indexes: readonly number[], act: (index: number) => Promise<void>): Promise<void> => {
    let next = 0;
    const work = async (): Promise<void> => {
      while (next < indexes.length) {
        const index = indexes[next++]!;
        await act(index).catch((error) => problems.push(problemOfFile(error, entries[index]!.key, url)));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  };
  const telling = setInterval(say, SAY_EVERY_MS);
  try {
    for (let first = 0; first < files.length; first += ASKED_AT_ONCE) {
      const hashes = new Map<number, string>();
      await atOnce(files.slice(first, first + ASKED_AT_ONCE), async (index) => {
        const { sha256 } = await hashFile(entries[index]!.key, signal);
        hashes.set(index, sha256);
      });
      const asked = [...hashes].map(([index, sha256]) => ({ index, sha256, name: entries[index]!.name }));
      const uploads = await client.knownUploads(
        asked.map(({ sha256, name }) => ({ sha256, name: basename(name) })),
        signal,
      );
      const missing: number[] = [];
      for (const [place, { index, name }] of asked.entries()) {
        const upload = uploads[place] ?? null;
        if (upload === null) missing.push(index);
        else {
          sources[index] = { source: `upload:${upload.id}`, name };
          known++;
        }
      }
      await atOnce(missing, async (index) => {
        const { key, name } = entries[index]!;
        const content = await openAsBlob(key);
        const [upload] = await client.upload([{ name, content }], signal, { accept: 'any' });
        sources[index] = { source: `upload:${upload!.id}`, name };
        sent++;
      });
    }
  } finally {
    clearInterval(telling);
  }
  if (files.length > 0) say();
  return { sources: sources.filter((source) => source !== null), problems };
}

/** Why one file was not sent; throws what concerns the others too. */
function problemOfFile(error: unknown, path: string, server: string): Problem {
  if (error instanceof RequestFailed && error.status === 413) {
    return problemOfAnswer(error, server) as Problem;
  }
  // What is wrong with a file is said as in a run here.
  if (isProblem(error) && error.subject === path) return error;
  const { code } = error as { code?: string };
  if (isProblem(error) || error instanceof RequestFailed || code === 'ABORT_ERR') throw error;
  return new Problem('file-unreadable', {
    detail: `${path} could not be read while it was being sent (${code ?? (error as Error).name})`,
    cause: error,
    subject: path,
  });
}

/** Names what was left out. */
export function sayLeftOut(problems: readonly Problem[]): void {
  for (const { detail, code } of problems) {
    process.stderr.write(`leafcutter: left out: ${printable(detail)} [${code}]\n`);
  }
}
