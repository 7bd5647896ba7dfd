import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { cruise, type ICruiseResult, type IViolation } from 'dependency-cruiser';
import extractDepcruiseOptions from 'dependency-cruiser/config-utl/extract-depcruise-options';
import { isPage, isSource, type RepositoryFile, type Violation } from './violation.ts';

const CONFIGURATION = resolve(import.meta.dirname, '../../.dependency-cruiser.cjs');

/**
 * Holds the import graph of `root`/src and `root`/web against the layer table in `.dependency-cruiser.cjs`. A graph that misses a
 * source file is a violation too: a tool that sees nothing finds nothing.
 */
export async function checkLayers(root: string, files: readonly RepositoryFile[]): Promise<Violation[]> {
  const options = await extractDepcruiseOptions(CONFIGURATION);
  const folders = ['src', 'web'].filter((folder) => existsSync(join(root, folder)));
  const { output } = await cruise(folders, { ...options, baseDir: root, validate: true, outputType: 'json' });
  const result: ICruiseResult = typeof output === 'string' ? JSON.parse(output) : output;

  const seen = new Set(result.modules.map((module) => module.source));
  const missed = files
    .map(({ path }) => path)
    .filter((path) => (isSource(path) || isPage(path)) && !seen.has(path));
  return [
    ...missed.map((file) => ({
      rule: 'graph-complete',
      file,
      line: 0,
      message: 'the import graph does not hold this file, so its imports are not checked',
    })),
    ...result.summary.violations.map(toViolation),
  ];
}

function toViolation({ rule, from, to, cycle, unresolvedTo }: IViolation): Violation {
  const path = cycle ? cycle.map(({ name }) => name).join(' → ') : (unresolvedTo ?? to);
  return { rule: rule.name, file: from, line: 0, message: `imports ${path}` };
}
