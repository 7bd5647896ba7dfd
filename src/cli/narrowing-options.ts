import type { Command } from 'commander';
import { Problem } from '../problem/problem.ts';
import type { Narrowing } from '../source/source.ts';
import { parseCount } from './options.ts';

/** The options that narrow the inputs, as commander gives them; `sample` is a run's own. */
export interface NarrowingArguments {
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  readonly since?: string;
  readonly limit?: string;
}

/** Adds what narrows the inputs of a run or an estimate. Each is part of what makes a job the same job. */
export function addNarrowingOptions(command: Command): Command {
  // One value each, so that an input after it stays an input.
  const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];
  return command
    .option(
      '--include <glob>',
      'only documents whose name fits, such as "*.pdf", or that lie in the folder of that name; may be repeated',
      collect,
    )
    .option('--exclude <glob>', 'no documents or folders whose name fits; may be repeated', collect)
    .option('--since <date>', 'only files changed on or after this day, such as 2026-01-31')
    .option('--limit <count>', 'stop after so many documents');
}

/** What the options say. Throws `invalid-option`. */
export function readNarrowing(options: NarrowingArguments): Narrowing {
  const { include, exclude, since } = options;
  const limit = parseCount('--limit', options.limit);
  return {
    ...(include ? { include } : {}),
    ...(exclude ? { exclude } : {}),
    ...(since === undefined ? {} : { sinceMs: parseDay(since) }),
    ...(limit === undefined ? {} : { limit }),
  };
}

/** A day as people here count it, from its midnight, or an exact ISO time. */
function parseDay(text: string): number {
  const day = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (day) {
    const [year, month, date] = [Number(day[1]), Number(day[2]), Number(day[3])];
    const midnight = new Date(year, month - 1, date);
    // 31 April would be 1 May.
    if (midnight.getMonth() === month - 1 && midnight.getDate() === date) return midnight.getTime();
  } else if (/^\d{4}-\d{2}-\d{2}T/.test(text) && !Number.isNaN(Date.parse(text))) {
    return Date.parse(text);
  }
  throw new Problem('invalid-option', {
    detail: `--since ${text}: write a day such as 2026-01-31, or a time such as 2026-01-31T12:00`,
  });
}
