import { execFile } from 'node:child_process';
import { glob, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isSource } from '../../scripts/architecture/violation.ts';
import { type PackedPackage, packPackage } from './packed-package.ts';

const execute = promisify(execFile);
const repository = resolve(import.meta.dirname, '../..');
let packed: PackedPackage;

beforeAll(async () => {
  packed = await packPackage();
});

afterAll(() => packed.remove());

test('it holds every compiled source, the binary and what people read, and nothing else', async () => {
  const sources: string[] = [];
  for await (const path of glob('src/**/*.ts', { cwd: repository })) sources.push(path);
  const compiled = sources.filter(isSource).flatMap((path) => {
    const name = path.replace(/^src/, 'dist').replace(/\.ts$/, '');
    return [`${name}.js`, `${name}.d.ts`];
  });
  const { files } = JSON.parse(await readFile(join(repository, 'package.json'), 'utf8'));
  const read = files.filter((file: string) => /^[A-Z]+(\.md)?$/.test(file));
  expect([...packed.files].sort()).toEqual(
    [...compiled, ...read, 'bin/leafcutter.js', 'package.json'].sort(),
  );
  expect(packed.unpackedBytes).toBeLessThan(2_000_000);
});

test('publint has nothing to say', async () => {
  const tarball = Uint8Array.from(await readFile(packed.tarball)).buffer;
  const { messages, pkg } = await publint({ pack: { tarball }, strict: true });
  expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
});

test('the types resolve for ES modules (attw)', async () => {
  const flags = ['--profile', 'esm-only', '--format', 'ascii', '--no-emoji', '--no-color'];
  const { stdout } = await execute('attw', [packed.tarball, ...flags]);
  expect(stdout).toContain('No problems found');
});

test('a project that depends on nothing else imports it and compiles against it', async () => {
  const program = `import { createLeafcutter, defineRecipe, type DocumentResult } from 'leafcutter';
const face: [typeof createLeafcutter, typeof defineRecipe] = [createLeafcutter, defineRecipe];
const states = (results: readonly DocumentResult[]): string[] => results.map(({ state }) => state);
console.log(face.map((part) => typeof part).join(' '), states([]).length);
`;
  await writeFile(join(packed.project, 'program.ts'), program);
  await writeFile(join(packed.project, 'package.json'), '{ "type": "module" }');
  const strict = ['--strict', '--noEmit', '--module', 'nodenext', '--target', 'es2024', '--skipLibCheck'];
  const types = ['--types', 'node', '--typeRoots', join(repository, 'node_modules/@types')];
  await execute('tsc', [...strict, ...types, 'program.ts'], { cwd: packed.project });
  const { stdout } = await execute('node', ['program.ts'], { cwd: packed.project });
  expect(stdout).toBe('function function 0\n');
});

test('npx finds the binary', async () => {
  const { stdout } = await execute('npx', ['--offline', 'leafcutter', '--help'], { cwd: packed.project });
  expect(stdout).toContain('run');
});
