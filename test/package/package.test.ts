import { execFile } from 'node:child_process';
import { cp, glob, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isSource } from '../../scripts/architecture/violation.ts';
import { type PackedPackage, packPackage } from './packed-package.ts';

const execute = promisify(execFile);
/** The compiler says on standard output what is wrong. */
const showOutput = ({ stdout }: { stdout: string }): never => expect.fail(stdout);
const repository = resolve(import.meta.dirname, '../..');
let packed: PackedPackage;

/** Milliseconds for whole compilations on a busy machine. */
const COMPILING = 240_000;

beforeAll(async () => {
  packed = await packPackage();
}, COMPILING);

afterAll(() => packed.remove());

test('it holds every compiled source, the page, the binary and what people read, and nothing else', async () => {
  const sources: string[] = [];
  for await (const path of glob('src/**/*.ts', { cwd: repository })) sources.push(path);
  const compiled = sources
    .filter((path) => isSource(path) && !path.endsWith('.d.ts'))
    .flatMap((path) => {
      const name = path.replace(/^src/, 'dist').replace(/\.ts$/, '');
      return [`${name}.js`, `${name}.d.ts`];
    });
  const { files } = JSON.parse(await readFile(join(repository, 'package.json'), 'utf8'));
  const read = files.filter((file: string) => /^[A-Z]+(\.md)?$/.test(file));
  const page = packed.files.filter((path) => path.startsWith('dist/web/'));
  expect(page).toContain('dist/web/index.html');
  expect(page.filter((path) => /\/assets\/[\w-]+\.(js|css|woff2)$/.test(path)).length).toBe(page.length - 2);
  const others = packed.files.filter((path) => !page.includes(path));
  expect([...others].sort()).toEqual([...compiled, ...read, 'bin/leafcutter.js', 'package.json'].sort());
  // 3.8 MB of compiled sources with their types, 0.7 MB of page.
  expect(packed.unpackedBytes).toBeLessThan(4_800_000);
});

test('publint has nothing to say', async () => {
  const tarball = Uint8Array.from(await readFile(packed.tarball)).buffer;
  const { messages, pkg } = await publint({ pack: { tarball }, strict: true });
  expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
});

test('the types resolve for ES modules (attw)', async () => {
  const flags = ['--profile', 'esm-only', '--format', 'ascii', '--no-emoji', '--no-color'];
  // Ends with an error, and what it found, when there is a problem.
  const { stdout } = await execute('attw', [packed.tarball, ...flags]);
  expect(stdout).toContain('node16 (from ESM): OK (ESM)');
});

test('a project that depends on nothing else imports it and compiles against it', {
  timeout: COMPILING,
}, async () => {
  const program = `import { createLeafcutter, defineRecipe, type DocumentResult } from 'leafcutter';
const face: [typeof createLeafcutter, typeof defineRecipe] = [createLeafcutter, defineRecipe];
const states = (results: readonly DocumentResult[]): string[] => results.map(({ status }) => status);
console.log(face.map((part) => typeof part).join(' '), states([]).length);
`;
  await writeFile(join(packed.project, 'program.ts'), program);
  await writeFile(join(packed.project, 'package.json'), '{ "type": "module" }');
  const strict = ['--strict', '--noEmit', '--module', 'nodenext', '--target', 'es2024'];
  const types = ['--types', 'node', '--typeRoots', join(repository, 'node_modules/@types')];
  await execute('tsc', [...strict, ...types, 'program.ts'], { cwd: packed.project }).catch(showOutput);
  const { stdout } = await execute('node', ['program.ts'], { cwd: packed.project });
  expect(stdout).toBe('function function 0\n');
});

test('npx finds the binary', async () => {
  const { stdout } = await execute('npx', ['--offline', 'leafcutter', '--help'], { cwd: packed.project });
  expect(stdout).toContain('leafcutter run invoice inbox/');
});

describe('the examples run in such a project, without a key', () => {
  const environment = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.endsWith('_API_KEY')),
  );
  const documents = join(repository, 'examples/documents');
  const runExample = async (command: string, ...args: string[]): Promise<string> => {
    await cp(join(repository, 'examples'), join(packed.project, 'examples'), { recursive: true });
    const { stdout } = await execute(command, args, { cwd: packed.project, env: environment });
    return stdout;
  };
  const readRows = async (file: string): Promise<string[]> =>
    (await readFile(join(packed.project, file), 'utf8')).trim().split(/\r?\n/);

  test('a folder of bills becomes a table of their items', async () => {
    const stdout = await runExample('node', 'examples/bills-to-csv.ts', documents, 'bills.csv');
    expect(stdout).toMatch(/^\S+\.pdf: complete$/m);
    expect((await readRows('bills.items.csv')).length).toBeGreaterThan(50);
  });

  test('fields of a Zod schema are found, with their places', async () => {
    const stdout = await runExample('node', 'examples/own-fields.ts', documents);
    expect(stdout).toMatch(/: bill \S+ of \d{4}-\d\d-\d\d, to be paid [\d.]+$/m);
    expect(stdout).toMatch(/stands on page \d+ as “.+”$/m);
  });

  test('a recipe of the user’s own runs from the command line', async () => {
    const args = ['leafcutter', 'run', 'examples/email-addresses.ts', documents, '--out', 'addresses.csv'];
    await runExample('npx', '--offline', ...args);
    expect((await readRows('addresses.csv'))[0]).toBe('document,page_number,address');
  });
});
