import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkLayers } from '../../scripts/architecture/layers.ts';
import { checkArchitecture } from '../../scripts/check-architecture.ts';
import { plantedViolations } from './planted-violations.ts';

const repository = resolve(import.meta.dirname, '../..');
let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'architecture-'));
  await mkdir(join(root, 'src'));
  await symlink(join(repository, 'node_modules'), join(root, 'node_modules'));
  await plant('package.json', readFileSync(join(repository, 'package.json'), 'utf8'));
});

afterEach(() => rm(root, { recursive: true }));

async function plant(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), text);
}

describe('every rule finds what is planted against it', () => {
  const cases = plantedViolations.map((planted) => ({
    ...planted,
    file: Object.keys(planted.files)[0] ?? '',
  }));

  test.each(cases)('$rule in $file', async ({ rule, files, file }) => {
    for (const [path, text] of Object.entries(files)) await plant(path, text);
    const { violations } = await checkArchitecture(root);
    expect(violations.filter((found) => found.rule === rule).map((found) => found.file)).toContain(file);
  });

  test('no rule is without a planted violation', async () => {
    const { forbidden } = createRequire(import.meta.url)('../../.dependency-cruiser.cjs');
    const rules: string[] = forbidden.map(({ name }: { name: string }) => name);
    const planted = new Set(plantedViolations.map(({ rule }) => rule));
    expect(rules.filter((rule) => !planted.has(rule))).toEqual([]);
  });
});

describe('what keeps the rules is left alone', () => {
  test('a tree in which every layer imports what it may', async () => {
    const type = '/** Planted. */\nexport interface Word { readonly text: string }\n';
    const use = (...paths: string[]) =>
      `${paths.map((path, index) => `import type { Word as W${index} } from '${path}';\n`).join('')}/** Planted. */\nexport type Word = ${paths.map((_, index) => `W${index}`).join(' | ')};\n`;
    await plant('src/domain/word.ts', type);
    await plant('src/pdf/pdf.ts', use('../domain/word.ts'));
    await plant('src/store/store.ts', use('../domain/word.ts', '../pdf/pdf.ts'));
    await plant('src/rules/read.ts', use('../domain/word.ts'));
    await plant('src/recipes/bill/bill.ts', use('../../rules/read.ts', '../../pdf/pdf.ts'));
    await plant('src/store/sqlite/sqlite-store.ts', use('../store.ts', '../../domain/word.ts'));
    await plant(
      'src/engine/engine.ts',
      use('../recipes/bill/bill.ts', '../store/store.ts', '../rules/read.ts'),
    );
    await plant('src/app.ts', use('./engine/engine.ts', './store/sqlite/sqlite-store.ts'));
    await plant('src/cli/main.ts', use('../app.ts', '../engine/engine.ts', '../domain/word.ts'));
    // A clock as an argument, a member called `process`, a date that is given: none of them reads the world.
    await plant(
      'src/rules/given.ts',
      "/** Planted. */\nexport function read(now: () => number, step: { process(): Date }) {\n  const { process: run } = step;\n  return [now(), step.process(), run, new Date('2024-01-01')];\n}\n",
    );
    await plant(
      'src/models/recording.ts',
      '/** Planted. */\nexport class Recording {\n  inner: any;\n  generate(request: unknown) {\n    return this.inner.generate(request);\n  }\n}\n',
    );
    await plant(
      'docs/map.md',
      'see `src/cli/main.ts`, [the package](../package.json) and [all](../src/engine)\n',
    );
    const { violations } = await checkArchitecture(root);
    expect(violations).toEqual([]);
  });
});

test('a graph that misses a source file is a violation', async () => {
  await plant('src/domain/seen.ts', '/** Planted. */\nexport const seen = 1;\n');
  const files = ['src/domain/seen.ts', 'src/domain/unseen.ts'].map((path) => ({ path, text: '' }));
  expect(await checkLayers(root, files)).toMatchObject([
    { rule: 'graph-complete', file: 'src/domain/unseen.ts' },
  ]);
});
