import picomatch from 'picomatch';
import { isDocumentName, type WalkPolicy } from './walk-folder.ts';

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
      takes: (name) => fits(name) && (namesFiles || isDocumentName(name)),
    },
  };
}

/** A test of names against globs of which one has to fit; a glob without a `/` is held against the last part only. */
export function nameMatcher(globs: readonly string[]): (name: string) => boolean {
  const tests = globs.map((given) => {
    const glob = given.replace(/\/+$/, '');
    return picomatch(glob, { dot: true, basename: !glob.includes('/') });
  });
  return (name) => tests.some((test) => test(name));
}
