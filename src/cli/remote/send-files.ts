import { openAsBlob } from 'node:fs';
import type { NewJobBody } from '../../api/job.ts';
import { createSource } from '../../app.ts';
import { RequestFailed } from '../../client/client.ts';
import { nothingFound, type RunOptions } from '../../leafcutter.ts';
import { isProblem, Problem } from '../../problem/problem.ts';
import { plural, printable } from '../format.ts';
import { problemOfAnswer } from './answer-problem.ts';
import type { Remote } from './connect.ts';

/** Files under way at once: enough to fill a line, few enough to be fair. */
const AT_ONCE = 4;
/** The most sources that a server takes with one job. */
const MOST_SOURCES = 10_000;
const SAY_EVERY_MS = 5_000;

/** The inputs of a command that can be listed. */
export interface Listed {
  readonly entries: readonly Entry[];
  /** What could not be listed, each with its reason. */
  readonly problems: readonly Problem[];
  /** How many documents there are, where `entries` are a sample of them. */
  readonly found: number | null;
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
    throw nothingFound(inputs);
  }
  if (entries.size > MOST_SOURCES) {
    throw new Problem('request-too-large', {
      detail: `${plural(entries.size, 'document')} are more than the ${MOST_SOURCES} of one job at a server; send them in parts, with --include or by folder`,
    });
  }
  const found = source.found?.() ?? null;
  return { entries: [...entries.values()], problems, found };
}

/** What was sent, as sources of a job, and what was not. */
export interface Sent {
  readonly sources: NewJobBody['sources'];
  readonly problems: readonly Problem[];
}

/**
 * Sends files to a server, streamed from disk, several at once; one that it does not take is left out and named. Says on
 * standard error how far it is unless `quiet`.
 */
export async function sendFiles(
  { client, url }: Remote,
  entries: readonly Entry[],
  { signal, quiet }: { readonly signal: AbortSignal; readonly quiet: boolean },
): Promise<Sent> {
  const files = entries.filter(({ modifiedMs }) => modifiedMs !== null);
  const sources: (NewJobBody['sources'][number] | null)[] = entries.map(({ key }) => key);
  const problems: Problem[] = [];
  let next = 0;
  let sent = 0;
  const say = (): void => {
    if (!quiet) process.stderr.write(`Sent ${sent} of ${plural(files.length, 'file')} to ${url}\n`);
  };
  const work = async (): Promise<void> => {
    while (next < entries.length) {
      const index = next++;
      const { key, name, modifiedMs } = entries[index]!;
      if (modifiedMs === null) continue;
      sources[index] = null;
      try {
        const content = await openAsBlob(key);
        const [upload] = await client.upload([{ name, content }], signal, { accept: 'any' });
        sources[index] = { source: `upload:${upload!.id}`, name };
        sent++;
      } catch (error) {
        problems.push(problemOfFile(error, key, url));
      }
    }
  };
  const telling = setInterval(say, SAY_EVERY_MS);
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, work));
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
