import type { Stats } from 'node:fs';
import { lstat, opendir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isProblem, type Problem } from '../problem/problem.ts';
import type { SourceEntry } from './source.ts';
import { listingProblem, stopIfAborted, unreadable } from './source-problem.ts';

/** What becomes of a file: it is yielded, or passed over because its ending is of no document, or was never meant. */
export type Taking = 'taken' | 'passed-over' | 'left';

/** What of a folder is wanted. Names are relative to the folder the walk began in, with `/` between their parts. */
export interface WalkPolicy {
  /**
   * Whether to go into a folder: not at all, for the files that fit, or for every document below it. `within` is true
   * below a folder of which every document is wanted.
   */
  enter(name: string, within: boolean): 'no' | 'fitting' | 'all';
  /** Whether a file fits, or does but for the ending of its name. */
  takes(name: string): Taking;
  /** Told of every file that fits but for its ending, where `takes` says so and where every document is wanted. */
  passOver?(name: string, path: string): void;
}

/** How many files are asked for their size and time at once; more gains nothing on a pool of four threads. */
const STATS_AT_ONCE = 64;
/** Names taken from the system at once; its own default of 32 makes a folder of 100,000 files slow. */
const ENTRIES_AT_ONCE = 1024;

const DOCUMENT_NAME = /\.(pdf|png|jpe?g|webp|tiff?)$/i;

/** What becomes of a file that is meant if it is a document. */
export function takingOf(name: string): Taking {
  return DOCUMENT_NAME.test(name) ? 'taken' : 'passed-over';
}

interface Child {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'unsure';
}

interface Place {
  readonly path: string;
  /** Relative to the start; empty for the start itself. */
  readonly name: string;
  /** Every document is wanted, not only what fits. */
  readonly all: boolean;
}

interface Folder extends Place {
  readonly identity: string;
  readonly children: readonly Child[];
  next: number;
}

/**
 * Yields the files below `root` depth first, each folder's entries in the order of their UTF-16 code units, which is the
 * same on every machine. Hidden entries and `node_modules` are passed over. At any time it holds the names of the
 * folders between the start and where it is, nothing else. Links to folders are followed, a link back to a folder the
 * walk is in is yielded with a problem, as is all that cannot be read.
 */
export async function* walkFolder(
  root: string,
  policy: WalkPolicy,
  signal: AbortSignal,
): AsyncGenerator<SourceEntry> {
  const way: Folder[] = [];
  const start = await openFolder({ path: root, name: '', all: false }, policy);
  if ('children' in start) way.push(start);
  else yield start;

  for (let folder = way.at(-1); folder !== undefined; folder = way.at(-1)) {
    stopIfAborted(signal);
    const child = folder.children[folder.next];
    if (child === undefined) {
      way.pop();
    } else if (child.kind === 'file') {
      yield* await nextFiles(folder);
    } else {
      folder.next++;
      const opened = await openChild(child, way, policy);
      if (opened === null) continue;
      if ('children' in opened) way.push(opened);
      else yield opened;
    }
  }
}

/** The files that come next in a folder, up to the next entry that is none. */
function nextFiles(folder: Folder): Promise<SourceEntry[]> {
  const entries: Promise<SourceEntry>[] = [];
  while (entries.length < STATS_AT_ONCE) {
    const child = folder.children[folder.next];
    if (child?.kind !== 'file') break;
    folder.next++;
    entries.push(fileEntry(join(folder.path, child.name), below(folder, child)));
  }
  return Promise.all(entries);
}

async function openFolder(place: Place, policy: WalkPolicy): Promise<Folder | SourceEntry> {
  const { path, name, all } = place;
  try {
    const { dev, ino } = await stat(path, { bigint: true });
    const children: Child[] = [];
    for await (const entry of await opendir(path, { bufferSize: ENTRIES_AT_ONCE })) {
      if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
      if (entry.isDirectory()) children.push({ name: entry.name, kind: 'folder' });
      else if (!entry.isFile()) children.push({ name: entry.name, kind: 'unsure' });
      else if (isTaken(below(place, entry), place, policy)) children.push({ name: entry.name, kind: 'file' });
    }
    children.sort((a, b) => (a.name < b.name ? -1 : 1));
    return { path, name, all, identity: `${dev}:${ino}`, children, next: 0 };
  } catch (error) {
    return { key: path, name: name || path, problem: listingProblem(error, path) };
  }
}

/** A folder, or what turns out to be one, or a file, or nothing of interest. */
async function openChild(
  child: Child,
  way: readonly Folder[],
  policy: WalkPolicy,
): Promise<Folder | SourceEntry | null> {
  const parent = way.at(-1)!;
  const path = join(parent.path, child.name);
  const name = below(parent, child);
  const wish = policy.enter(name, parent.all);
  if (child.kind === 'unsure') {
    const found = await resolved(path);
    if (isProblem(found)) {
      // A link without an ending may have led to a folder of documents: that it leads nowhere is worth saying.
      const isWanted = taking(name, parent.all, policy) === 'taken';
      const mattered = isWanted || (wish !== 'no' && !child.name.includes('.'));
      return mattered ? { key: path, name, problem: found } : null;
    }
    if (!found.isDirectory()) return isTaken(name, parent, policy) ? entryOf(path, name, found) : null;
  }
  if (wish === 'no') return null;
  const opened = await openFolder({ path, name, all: wish === 'all' }, policy);
  if ('children' in opened && way.some(({ identity }) => identity === opened.identity)) {
    const why = 'it is a link back to a folder it lies in; remove the link, the rest is read all the same';
    return { key: path, name, problem: unreadable(path, why) };
  }
  return opened;
}

function taking(name: string, all: boolean, policy: WalkPolicy): Taking {
  return all ? takingOf(name) : policy.takes(name);
}

function isTaken(name: string, { path, all }: Place, policy: WalkPolicy): boolean {
  const is = taking(name, all, policy);
  if (is === 'passed-over') policy.passOver?.(name, join(path, basename(name)));
  return is === 'taken';
}

function below(folder: Place, child: { readonly name: string }): string {
  return folder.name === '' ? child.name : `${folder.name}/${child.name}`;
}

/** The entry of one file, with a problem when it is not there or not a file. */
async function fileEntry(path: string, name: string): Promise<SourceEntry> {
  return entryOf(path, name, await resolved(path));
}

/** A file, of which `resolved` found so much. */
export function entryOf(path: string, name: string, found: Stats | Problem): SourceEntry {
  if (isProblem(found)) return { key: path, name, problem: found };
  if (!found.isFile()) {
    const problem = unreadable(path, 'it is not a regular file; save it as one and name that');
    return { key: path, name, problem };
  }
  return { key: path, name, bytes: found.size, modifiedMs: Math.floor(found.mtimeMs) };
}

/** What a path leads to, or why it leads nowhere. */
export async function resolved(path: string): Promise<Stats | Problem> {
  try {
    return await stat(path);
  } catch (error) {
    const problem = listingProblem(error, path);
    if (problem.code !== 'file-not-found') return problem;
    const isLink = await lstat(path).then(
      (found) => found.isSymbolicLink(),
      () => false,
    );
    return isLink
      ? unreadable(path, 'it is a link to something that is not there; remove it', error)
      : problem;
  }
}
