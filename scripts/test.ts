// Every check and every test of the project: npm test. Prints one line a step, the whole output of a step that failed,
// and last `N passed, N failed`.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pgvectorHere, postgresPrograms } from '../test/postgres/postgres-server.ts';

const root = resolve(import.meta.dirname, '..');
const inCi = process.env.CI === 'true';

/** Programs that tests use where they are present, and the Debian packages that bring them. */
const SYSTEM_NEEDS = [
  {
    command: 'tesseract',
    aptPackage: 'tesseract-ocr',
    use: 'the system OCR engine',
    present: () => spawnSync('tesseract', ['--version']).error === undefined,
  },
  {
    command: 'chromium',
    aptPackage: 'chromium',
    use: 'the page in a browser',
    present: () => spawnSync('chromium', ['--version']).error === undefined,
  },
  {
    command: 'initdb',
    aptPackage: 'postgresql',
    use: 'the store and the queue on PostgreSQL',
    present: () => postgresPrograms() !== null,
  },
];

/**
 * pgvector on a server, where this system's packages have it: Debian does from version 13 on. Elsewhere it is tested inside
 * PostgreSQL in WASM alone. Answers whether it was to be had and is missing all the same.
 */
function meetPgvector(): boolean {
  const found = pgvectorHere();
  if (found === null || found.present) return false;
  const { aptPackage } = found;
  const offered = /Candidate: \d/.test(
    spawnSync('apt-cache', ['policy', aptPackage], { encoding: 'utf8' }).stdout,
  );
  if (offered) install(aptPackage, 'pgvector on a PostgreSQL server');
  if (pgvectorHere()?.present) return false;
  const why = offered ? `install ${aptPackage}` : `this system has no package ${aptPackage}`;
  console.log(`NOT TESTED: pgvector on a PostgreSQL server: ${why}; it is tested in WASM`);
  return offered;
}

interface StepEnd {
  readonly failed: boolean;
  readonly output: string;
}

async function run(command: string, args: readonly string[]): Promise<StepEnd> {
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
    });
  }
  const code = await new Promise<number | null>((settle) => {
    child.on('error', (error) => {
      output += error.message;
      settle(null);
    });
    child.on('close', settle);
  });
  return { failed: code !== 0, output };
}

/** Runs a step and prints its line; its output too when it failed. */
async function step(name: string, command: string, ...args: string[]): Promise<StepEnd> {
  const startedMs = performance.now();
  const end = await run(command, args);
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  console.log(`${end.failed ? 'FAILED' : 'ok    '}  ${name.padEnd(34)} ${seconds.padStart(6)} s`);
  if (end.failed) console.log(`\n${end.output.trim()}\n`);
  return end;
}

/** Installs what is missing where that is possible; answers how many needs are unmet and must be met. */
function meetSystemNeeds(): number {
  let unmet = 0;
  for (const { command, aptPackage, use, present } of SYSTEM_NEEDS) {
    if (present()) continue;
    install(aptPackage, use);
    if (present()) continue;
    console.log(`NOT TESTED: ${use}: "${command}" is missing; install ${aptPackage}`);
    if (inCi) unmet++;
  }
  if (meetPgvector() && inCi) unmet++;
  return unmet;
}

/** Installs a package where this user may. */
function install(aptPackage: string, use: string): void {
  if (process.getuid?.() !== 0 || spawnSync('apt-get', ['--version']).error !== undefined) return;
  console.log(`installing ${aptPackage} for the tests of ${use}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  spawnSync('apt-get', ['update', '-qq'], { env });
  spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', aptPackage], { env });
}

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

/** Runs the tests; answers how many passed and failed. A test left out is named, and fails in CI. */
async function runTests(): Promise<{ passed: number; failed: number }> {
  const directory = await mkdtemp(join(tmpdir(), 'leafcutter-tests-'));
  try {
    const file = join(directory, 'report.json');
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
    const end = await step('tests', 'vitest', 'run', '--no-color', ...reporters);
    const report = await readFile(file, 'utf8').then(
      (text): VitestReport => JSON.parse(text),
      () => undefined,
    );
    if (report === undefined) return { passed: 0, failed: 1 };

    const leftOut = report.testResults.flatMap(({ assertionResults }) =>
      assertionResults.filter(({ status }) => status !== 'passed' && status !== 'failed'),
    );
    for (const { fullName } of leftOut) console.log(`NOT RUN: ${fullName}`);
    const failed = report.numFailedTests + (inCi ? leftOut.length : 0);
    // A file that could not be loaded, or an error outside of any test, fails the run without failing a test.
    return { passed: report.numPassedTests, failed: failed === 0 && end.failed ? 1 : failed };
  } finally {
    await rm(directory, { recursive: true });
  }
}

async function oneAfterAnother(...steps: readonly (readonly [string, ...string[]])[]): Promise<StepEnd[]> {
  const ends: StepEnd[] = [];
  for (const [name, command = '', ...args] of steps) ends.push(await step(name, command, ...args));
  return ends;
}

const unmet = meetSystemNeeds();
// Two cores: the compiler on one, the rest on the other.
const checks = await Promise.all([
  oneAfterAnother(['types (tsc)', 'tsc', '-p', '.'], ['types of the page (tsc)', 'tsc', '-p', 'web']),
  oneAfterAnother(
    ['style (biome)', 'biome', 'check', '--colors=off', '--error-on-warnings'],
    ['architecture', 'node', 'scripts/check-architecture.ts'],
    ['nothing unused (knip)', 'knip', '--no-progress'],
  ),
]);
const tests = await runTests();

const failed = tests.failed + checks.flat().filter((end) => end.failed).length + unmet;
process.exitCode = failed > 0 ? 1 : 0;
console.log(`${tests.passed} passed, ${failed} failed`);
