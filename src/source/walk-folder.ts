import type { Stats } from 'node:fs';
import { lstat, opendir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { SourceEntry } from './source.ts';
import { listingProblem, stopIfAborted, unreadable } from './source-problem.ts';

/** What of a folder is wanted. Names are relative to the folder the walk began in, with `/` between their parts. */
export interface WalkPolicy {
  /** Whether to go into a folder: not at all, for the files that fit, or for every document below it. */
  enter(name: string): 'no' | 'fitting' | 'all';
  /** Whether a file fits. */
  takes(name: string): boolean;
}

/** How many files are asked for their size and time at once; more gains nothing on a pool of four threads. */
const STATS_AT_ONCE = 64;

const DOCUMENT_NAME = /\.(pdf|png|jpe?g|webp|tiff?)$/i;

/** True for the names a folder is searched for. */
export function isDocumentName(name: string): boolean {
  return DOCUMENT_NAME.test(name);
}

interface Child {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'unsure';
}

interface Frame {
  readonly path: string;
  /** Relative to the start; empty for the start itself. */
  readonly name: string;
  readonly identity: string;
  readonly all: boolean;
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
  const stack: Frame[] = [];
  const start = await openFrame(root, '', false);
  if ('children' in start) stack.push(start);
  else yield start;

  for (let frame = stack.at(-1); frame !== undefined; frame = stack.at(-1)) {
    stopIfAborted(signal);
    const child = frame.children[frame.next];
    if (child === undefined) {
      stack.pop();
    } else if (child.kind === 'file') {
      const run = fileRun(frame);
      frame.next += run.length;
      yield* await Promise.all(run.map((file) => fileEntry(file.path, file.name)));
    } else {
      frame.next++;
      const opened = await openChild(frame, child, stack, policy);
      if (opened === null) continue;
      if ('children' in opened) stack.push(opened);
      else yield opened;
    }
  }

  function fileRun(frame: Frame): { path: string; name: string }[] {
    const run: { path: string; name: string }[] = [];
    for (let at = frame.next; run.length < STATS_AT_ONCE; at++) {
      const file = frame.children[at];
      if (file?.kind !== 'file') break;
      run.push({ path: join(frame.path, file.name), name: below(frame.name, file.name) });
    }
    return run;
  }

  async function openFrame(path: string, name: string, all: boolean): Promise<Frame | SourceEntry> {
    try {
      const { dev, ino } = await stat(path, { bigint: true });
      const children: Child[] = [];
      for await (const entry of await opendir(path)) {
        if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
        const full = below(name, entry.name);
        if (entry.isDirectory()) children.push({ name: entry.name, kind: 'folder' });
        else if (!entry.isFile()) children.push({ name: entry.name, kind: 'unsure' });
        else if (fits(full, all)) children.push({ name: entry.name, kind: 'file' });
      }
      children.sort((a, b) => (a.name < b.name ? -1 : 1));
      return { path, name, identity: `${dev}:${ino}`, all, children, next: 0 };
    } catch (error) {
      return { key: path, name: name || path, problem: listingProblem(error, path) };
    }
  }

  function fits(name: string, all: boolean): boolean {
    return all ? isDocumentName(name) : policy.takes(name);
  }

  /** A folder, or what turns out to be one, or a file, or nothing of interest. */
  async function openChild(
    frame: Frame,
    child: Child,
    stack: readonly Frame[],
    policy: WalkPolicy,
  ): Promise<Frame | SourceEntry | null> {
    const path = join(frame.path, child.name);
    const name = below(frame.name, child.name);
    const wish = policy.enter(name);
    // A link without an ending may have led to a folder of documents: that it leads nowhere is worth saying.
    const wanted = fits(name, frame.all) || (wish !== 'no' && !child.name.includes('.'));
    if (child.kind === 'unsure') {
      const found = await resolved(path);
      if (!('size' in found)) return wanted ? { key: path, name, problem: found } : null;
      if (!found.isDirectory()) return fits(name, frame.all) ? entryOf(path, name, found) : null;
    }
    if (wish === 'no') return null;
    const opened = await openFrame(path, name, frame.all || wish === 'all');
    if ('children' in opened && stack.some(({ identity }) => identity === opened.identity)) {
      const why = 'it is a link back to a folder it lies in; remove the link, the rest is read all the same';
      return { key: path, name, problem: unreadable(path, why) };
    }
    return opened;
  }
}

/** The entry of one file, with a problem when it is not there or not a file. */
export async function fileEntry(path: string, name: string): Promise<SourceEntry> {
  const found = await resolved(path);
  return 'size' in found ? entryOf(path, name, found) : { key: path, name, problem: found };
}

function entryOf(path: string, name: string, found: Stats): SourceEntry {
  if (!found.isFile()) {
    const problem = unreadable(path, 'it is not a regular file; save it as one and name that');
    return { key: path, name, problem };
  }
  return { key: path, name, bytes: found.size, modifiedMs: Math.floor(found.mtimeMs) };
}

/** What a path leads to, or why it leads nowhere. */
export async function resolved(path: string) {
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

function below(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}
