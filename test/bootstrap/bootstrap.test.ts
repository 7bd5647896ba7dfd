import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const bootstrap = resolve(import.meta.dirname, '../../scripts/bootstrap.mjs');
const version = process.versions.node;
let root: string;

/** Stands in for npm: writes down how it was called and lays out what `npm ci` would, as `NPM_LEAVES` says. */
const NPM = `
const { appendFileSync, copyFileSync, cpSync, mkdirSync, rmSync, symlinkSync, writeFileSync } = require('node:fs');
appendFileSync('calls', process.argv.slice(2).join(' ') + '\\n');
const leaves = process.env.NPM_LEAVES;
rmSync('node_modules', { recursive: true, force: true });
mkdirSync('node_modules/node/bin', { recursive: true });
if (leaves === 'half') process.exit(1);
copyFileSync('package-lock.json', 'node_modules/.package-lock.json');
if (leaves !== 'no node') symlinkSync(${JSON.stringify(process.execPath)}, 'node_modules/node/bin/node');
if (leaves === 'no node' && process.env.SCRIPT_WORKS) {
  writeFileSync(
    'node_modules/node/installArchSpecificPackage.js',
    "require('node:fs').symlinkSync(" + JSON.stringify(${JSON.stringify(process.execPath)}) + ", 'bin/node')",
  );
}
`;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'bootstrap-'));
  await mkdir(join(root, 'scripts'));
  await cp(bootstrap, join(root, 'scripts/bootstrap.mjs'));
  await writeFile(join(root, 'npm.js'), NPM);
  await writeFile(join(root, 'script.mjs'), "console.log('ran', process.argv[2]); process.exit(7);");
  await lock({});
});

afterEach(() => rm(root, { recursive: true }));

async function lock(packages: Record<string, { version: string; optional?: boolean }>): Promise<void> {
  const all = { '': {}, 'node_modules/node': { version }, ...packages };
  await writeFile(join(root, 'package-lock.json'), JSON.stringify({ packages: all }));
}

function run(environment: Record<string, string> = {}) {
  return spawnSync(process.execPath, ['scripts/bootstrap.mjs', 'script.mjs', 'argument'], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, npm_execpath: join(root, 'npm.js'), ...environment },
  });
}

const calls = async (): Promise<number> =>
  (await readFile(join(root, 'calls'), 'utf8')).trim().split('\n').length;

test('a fresh clone is installed once, in one line, and the script runs with its arguments and exit code', async () => {
  const first = run();
  expect(first.stderr).toMatch(/^bootstrap: installing .*they are missing.*\n$/);
  expect([first.stdout, first.status]).toEqual(['ran argument\n', 7]);
  const second = run();
  expect([second.stderr, second.stdout, second.status]).toEqual(['', 'ran argument\n', 7]);
  expect(await calls()).toBe(1);
});

test('a changed lock file is installed again; an optional package for another platform is no change', async () => {
  run();
  await lock({ 'node_modules/a': { version: '1.0.0' } });
  expect(run().stderr).toContain('package-lock.json has changed');
  const installed = { packages: { 'node_modules/node': { version } } };
  await writeFile(join(root, 'node_modules/.package-lock.json'), JSON.stringify(installed));
  await lock({ 'node_modules/b': { version: '1.0.0', optional: true } });
  expect(run().stderr).toBe('');
  expect(await calls()).toBe(2);
});

test('an installation that was cut off fails in words and heals the next time', async () => {
  const cut = run({ NPM_LEAVES: 'half' });
  expect(cut.stderr).toContain('npm could not install the packages');
  expect(cut.status).toBe(1);
  const next = run();
  expect(next.stderr).toContain('an installation was interrupted');
  expect(next.status).toBe(7);
});

test('the pinned Node is fetched when install scripts were left out', () => {
  const { stderr, status } = run({ NPM_LEAVES: 'no node', SCRIPT_WORKS: 'yes' });
  expect(stderr).toContain(`fetching Node ${version}`);
  expect(status).toBe(7);
});

test('without the pinned Node it fails in words, and runs nothing', () => {
  const { stdout, stderr, status } = run({ NPM_LEAVES: 'no node' });
  expect(stderr).toContain(`should have brought Node ${version} and brought none`);
  expect([stdout, status]).toEqual(['', 1]);
});

test('a Ctrl-C in the terminal reaches the script once, and its exit code is kept', async () => {
  run();
  await writeFile(
    join(root, 'script.mjs'),
    "let count = 0; process.on('SIGINT', () => { count++; setTimeout(() => process.exit(100 + count), 300); }); console.log('up'); setInterval(() => {}, 1000);",
  );
  const child = spawn(process.execPath, ['scripts/bootstrap.mjs', 'script.mjs'], {
    cwd: root,
    detached: true,
  });
  await once(child.stdout, 'data');
  process.kill(-child.pid!, 'SIGINT');
  const [code] = await once(child, 'exit');
  expect(code).toBe(101);
});
