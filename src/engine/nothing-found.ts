import { nameEndings, type PassedOver } from '../domain/passed-over.ts';
import { Problem } from '../problem/problem.ts';
import type { Narrowing, Source } from '../source/source.ts';

/**
 * Why a job has no document at all: `invalid-option` where something narrows what was named, so that nothing is left of it,
 * else `no-input`. `passedOver`: what the source left alone by the endings of names.
 */
export function nothingFound(
  { include = [], exclude = [], sinceMs }: Narrowing,
  passedOver: PassedOver | null = null,
): Problem {
  const filters = [
    ...include.map((glob) => `--include ${JSON.stringify(glob)}`),
    ...exclude.map((glob) => `--exclude ${JSON.stringify(glob)}`),
    ...(sinceMs === undefined ? [] : [`--since ${new Date(sinceMs).toISOString()}`]),
  ];
  if (filters.length === 0) {
    const what =
      passedOver === null
        ? 'folders are searched for PDFs and pictures; check the path'
        : `it has no PDF and no picture by name, but ${nameEndings(passedOver)}; name a file itself to have it read whatever its ending`;
    return new Problem('no-input', { detail: `No document was found in what was named: ${what}` });
  }
  return new Problem('invalid-option', {
    detail: `Nothing in what was named fits ${filters.join(' ')}: no document is left; check the path, the patterns and the day`,
  });
}

/** Why a job over these paths would have nothing to do: none of them is there. Null as soon as something is. */
export async function nothingThere(source: Source, signal: AbortSignal): Promise<Problem | null> {
  const missing: Problem[] = [];
  for await (const { problem } of source.list(signal)) {
    if (problem?.code !== 'file-not-found') return null;
    missing.push(problem);
  }
  return noneOfThem(missing);
}

/** One problem for all paths that are not there; null where there is none, or where one has another problem. */
export function noneOfThem(problems: readonly Problem[]): Problem | null {
  const [first, ...others] = problems;
  if (!first || problems.some(({ code }) => code !== 'file-not-found')) return null;
  if (others.length === 0) return first;
  return new Problem('file-not-found', {
    detail: `${first.detail}; nor is there any of the ${others.length} others that were named`,
  });
}
