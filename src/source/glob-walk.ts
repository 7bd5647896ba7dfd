import picomatch from 'picomatch';
import { Problem } from '../problem/problem.ts';
import { takingOf, type WalkPolicy } from './walk-folder.ts';

/** Where a glob's walk begins, and what it wants of it. */
export interface GlobWalk {
  readonly base: string;
  readonly policy: WalkPolicy;
}

/**
 * Reads a glob as a shell would have expanded it: what fits is as good as named, so files are taken whatever their name
 * and folders are searched for documents. Only when the last part is nothing but stars are other files left aside.
 * Null when the text is no glob.
 */
export function globWalk(pattern: string): GlobWalk | null {
  const { isGlob, negated, base, glob, prefix } = picomatch.scan(pattern.replace(/\/+$/, ''));
  if (!isGlob || negated) return null;
  const fits = picomatch(glob);
  const namesFiles = !/^\*+$/.test(glob.slice(glob.lastIndexOf('/') + 1));
  // Without ** there is an end to how deep a match can lie, unless braces hold slashes.
  const bounded = !glob.includes('**') && !/[{(][^})]*\//.test(glob);
  const maxDepth = bounded ? glob.split('/').length : Number.POSITIVE_INFINITY;
  return {
    base: `${prefix}${base}` || '.',
    policy: {
      enter(name, within) {
        if (within || fits(name)) return 'all';
        return name.split('/').length < maxDepth ? 'fitting' : 'no';
      },
      takes: (name) => (!fits(name) ? 'left' : namesFiles ? 'taken' : takingOf(name)),
    },
  };
}

/**
 * A test of names against globs of which one has to fit; a glob without a `/` is held against the last part only.
 * Throws `invalid-option` for an empty one.
 */
export function nameMatcher(globs: readonly string[]): (name: string) => boolean {
  const tests = globs.map((given) => {
    const glob = given.replace(/\/+$/, '');
    if (glob === '') {
      throw new Problem('invalid-option', {
        detail: `The pattern "${given}" fits no name; write one such as "*.pdf", or leave it out`,
      });
    }
    return picomatch(glob, { dot: true, basename: !glob.includes('/') });
  });
  return (name) => tests.some((test) => test(name));
}

/**
 * As `nameMatcher`, and what lies below a folder that is named without wildcards, or with a `/` at the end, fits too.
 */
export function treeMatcher(globs: readonly string[]): (name: string) => boolean {
  const fits = nameMatcher(globs);
  const folders = globs.filter((glob) => glob.endsWith('/') || !picomatch.scan(glob).isGlob);
  if (folders.length === 0) return fits;
  const isWhole = nameMatcher(folders);
  return (name) => {
    if (fits(name)) return true;
    for (let end = name.indexOf('/'); end > 0; end = name.indexOf('/', end + 1)) {
      if (isWhole(name.slice(0, end))) return true;
    }
    return false;
  };
}
