import { statSync } from 'node:fs';
import { csvFileNames } from '../app.ts';
import { printable } from './format.ts';

/** What is known of a recipe where its outputs are named. */
export interface Tabled {
  readonly tables: readonly { readonly name: string }[];
}

/**
 * The files that `--out` has made, as a person finds them: one CSV file cannot hold several tables, so it becomes one for
 * each. Of a recipe that is not known any more the files are named by a pattern.
 */
export function writtenFiles(out: readonly string[], recipe: Tabled | undefined): string {
  return out
    .flatMap((path) => filesOf(path, recipe))
    .map(printable)
    .join(', ');
}

function filesOf(path: string, recipe: Tabled | undefined): readonly string[] {
  if (!/\.csv$/i.test(path)) return [path];
  const there = statSync(path, { throwIfNoEntry: false });
  if (there?.isDirectory()) return [path];
  if (recipe) return csvFileNames(path, recipe.tables);
  return [there ? path : `${path.replace(/\.csv$/i, '')}.*.csv`];
}
