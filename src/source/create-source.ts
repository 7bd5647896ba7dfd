import { createHash } from 'node:crypto';
import { basename, resolve } from 'node:path';
import { addAbortSignal, type Readable } from 'node:stream';
import { isProblem, Problem, toProblem } from '../problem/problem.ts';
import { globWalk, nameMatcher, treeMatcher } from './glob-walk.ts';
import { listNames } from './list-names.ts';
import { isObjectAddress } from './object-store.ts';
import type { Objects } from './objects.ts';
import { PassedOverTally } from './passed-over-tally.ts';
import { sampleSource } from './sample-source.ts';
import type { Narrowing, Source, SourceEntry } from './source.ts';
import { listingProblem, stopIfAborted } from './source-problem.ts';
import { isAddress, parseAddress } from './url-address.ts';
import { entryOf, resolved, takingOf, type WalkPolicy, walkFolder } from './walk-folder.ts';

/** Room for more names than anybody has files; what is longer goes on without an end. */
const MAX_LIST_LETTERS = 200_000_000;

/** Narrows what a source yields, and says where `-` is read from. */
export interface SourceOptions extends Narrowing {
  /** What `-` reads; default: standard input. */
  readonly stdin?: Readable;
  /** Where `s3://`, `gs://` and `az://` lead; absent: they are refused. */
  readonly objects?: Pick<Objects, 'list'>;
}

/**
 * A source of files, folders, globs, http(s) URLs, objects (`s3://`, `gs://`, `az://`) and `-` (a list of paths and URLs on standard input, one a line or
 * separated by NUL), yielded in the order given. Folders are searched for PDFs and pictures by name; a file that is
 * named is taken whatever its name. What is named twice is yielded twice.
 */
export function createSource(inputs: readonly string[], options: SourceOptions = {}): Source {
  const {
    include,
    exclude = [],
    sinceMs = Number.NEGATIVE_INFINITY,
    limit = Number.POSITIVE_INFINITY,
  } = options;
  const included = include === undefined ? () => true : treeMatcher(include);
  const excluded = nameMatcher(exclude);
  let passed = new PassedOverTally();
  const passOver = (name: string, path: string): void => {
    if (!excluded(name) && included(name)) passed.count(path);
  };
  const documents: WalkPolicy = {
    enter: (name) => (excluded(name) ? 'no' : 'fitting'),
    takes: takingOf,
    passOver,
  };

  async function* fromInput(input: string, signal: AbortSignal): AsyncGenerator<SourceEntry> {
    if (input === '-') yield* fromList(signal);
    else if (options.objects && isObjectAddress(input)) yield* fromObjects(input, options.objects, signal);
    else if (isAddress(input)) yield addressEntry(input);
    else yield* fromPath(input, globWalk(input) !== null, signal);
  }

  /** One object, or those documents whose address begins so: a bucket, or a folder with its `/`. */
  async function* fromObjects(
    address: string,
    objects: Pick<Objects, 'list'>,
    signal: AbortSignal,
  ): AsyncGenerator<SourceEntry> {
    try {
      let found = false;
      for await (const entry of objects.list(address, signal)) {
        const isNamed = entry.address === address;
        const within = address.endsWith('/') || !/^[a-z0-9]+:\/\/[^/]+\//.test(address);
        if (!isNamed && !within) continue;
        if (!isNamed && takingOf(entry.address) !== 'taken') {
          // Stores of objects show folders as empty objects.
          if (!entry.address.endsWith('/'))
            passOver(URL.parse(entry.address)?.pathname.slice(1) ?? '', entry.address);
          continue;
        }
        found = true;
        yield { key: entry.address, name: entry.address, bytes: entry.bytes };
      }
      if (found) return;
      const detail = `No document was found at ${address}; name an object, or a folder with its / at the end`;
      yield {
        key: address,
        name: address,
        problem: new Problem('file-not-found', { detail, subject: address }),
      };
    } catch (error) {
      stopIfAborted(signal);
      yield { key: address, name: address, problem: toProblem(error) };
    }
  }

  /** What `identify` has read; before that the list is read as it comes. */
  let names: readonly string[] | undefined;

  function readNames(signal: AbortSignal): AsyncGenerator<string> {
    return listNames(addAbortSignal(signal, options.stdin ?? process.stdin), signal);
  }

  async function identify(signal: AbortSignal): Promise<string> {
    const read: string[] = [];
    let letters = 0;
    const hash = createHash('sha256');
    try {
      for await (const name of readNames(signal)) {
        letters += name.length;
        if (letters > MAX_LIST_LETTERS) {
          throw new Problem('invalid-option', {
            detail: `The list on standard input is longer than ${MAX_LIST_LETTERS / 1e6} MB; give it in parts`,
          });
        }
        read.push(name);
        // As the file it names: the same list in another folder is another one.
        hash.update(`${isAddress(name) ? name : resolve(name)}\0`);
      }
    } catch (error) {
      stopIfAborted(signal);
      throw error;
    }
    names = read;
    return hash.digest('hex');
  }

  async function* fromList(signal: AbortSignal): AsyncGenerator<SourceEntry> {
    try {
      for await (const name of names ?? readNames(signal)) {
        if (isAddress(name)) yield addressEntry(name);
        else yield* fromPath(name, false, signal);
      }
    } catch (error) {
      stopIfAborted(signal);
      yield { key: '-', name: 'standard input', problem: toProblem(error) };
    }
  }

  async function* fromPath(given: string, isGlob: boolean, signal: AbortSignal): AsyncGenerator<SourceEntry> {
    const path = resolve(given);
    const found = await resolved(path);
    if (given === '') yield { key: '', name: '', problem: listingProblem({ code: 'ENOENT' }, '""') };
    else if (!isProblem(found) && found.isDirectory()) yield* walkFolder(path, documents, signal);
    else if (isGlob && isProblem(found) && found.code === 'file-not-found') yield* fromGlob(given, signal);
    else yield entryOf(path, basename(path), found);
  }

  async function* fromGlob(pattern: string, signal: AbortSignal): AsyncGenerator<SourceEntry> {
    const { base, policy } = globWalk(pattern)!;
    const root = resolve(base);
    const enter: WalkPolicy['enter'] = (name, within) => (excluded(name) ? 'no' : policy.enter(name, within));
    let found = false;
    for await (const entry of walkFolder(root, { ...policy, enter, passOver }, signal)) {
      if (entry.key === root && entry.problem?.code === 'file-not-found') break;
      found = true;
      yield entry;
    }
    if (found) return;
    const detail = `No file fits the pattern ${pattern}; check it, and the folder you are in`;
    const problem = new Problem('file-not-found', { detail, subject: pattern });
    yield { key: resolve(pattern), name: pattern, problem };
  }

  function wanted({
    key,
    name: shown,
    problem,
    modifiedMs = Number.POSITIVE_INFINITY,
  }: SourceEntry): boolean {
    const name = isAddress(key) ? (URL.parse(key)?.pathname.slice(1) ?? key) : shown;
    if (excluded(name)) return false;
    return problem !== undefined || (included(name) && modifiedMs >= sinceMs);
  }

  const source: Source = {
    ...(inputs.includes('-') ? { identify } : {}),
    passedOver: () => passed.sum(),
    async *list(signal) {
      passed = new PassedOverTally();
      let left = limit;
      for (const input of inputs) {
        if (left <= 0) return;
        for await (const entry of fromInput(input, signal)) {
          stopIfAborted(signal);
          if (!wanted(entry)) continue;
          yield entry;
          if (--left <= 0) return;
        }
      }
    },
  };
  return options.sample === undefined ? source : sampleSource(source, options.sample);
}

function addressEntry(text: string): SourceEntry {
  try {
    const { href } = parseAddress(text);
    return { key: href, name: href };
  } catch (error) {
    const problem = toProblem(error);
    const shown = problem.subject ?? text;
    return { key: shown, name: shown, problem };
  }
}
