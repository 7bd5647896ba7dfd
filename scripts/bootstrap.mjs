// Runs a script of this repository on the Node that package-lock.json pins, installing the locked packages first
// where they are missing or stale:
//
//   node scripts/bootstrap.mjs SCRIPT [ARGUMENTS…]
//
// Plain JavaScript without dependencies, because it is the first thing that runs in a fresh clone, on whatever Node
// (18 or later) the machine has.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const modules = join(root, 'node_modules');
const windows = process.platform === 'win32';
const pinnedNode = join(modules, 'node', 'bin', windows ? 'node.exe' : 'node');

function readPackages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

const locked = readPackages(join(root, 'package-lock.json'));
const pinnedVersion = locked?.['node_modules/node']?.version;
if (pinnedVersion === undefined) {
  fail('package-lock.json is missing or damaged: restore it with "git checkout package-lock.json".');
}

/** Why the locked packages must be installed, or undefined when they are in place. */
function whyInstall() {
  if (!existsSync(modules)) return 'they are missing';
  // npm writes this file last, so an interrupted installation has none.
  const installed = readPackages(join(modules, '.package-lock.json'));
  if (installed === undefined) return 'an installation was interrupted';
  for (const [path, wanted] of Object.entries(locked)) {
    if (path === '' || wanted.link) continue;
    const found = installed[path];
    // Optional packages for other platforms are rightly absent.
    if (found === undefined && (wanted.optional || wanted.devOptional || wanted.peer)) continue;
    if (found?.version !== wanted.version || found?.integrity !== wanted.integrity) {
      return 'package-lock.json has changed';
    }
  }
  return undefined;
}

/** Version of the Node installed in node_modules, or undefined when there is none that runs. */
function installedNodeVersion() {
  const { status, stdout } = spawnSync(pinnedNode, ['--version'], { encoding: 'utf8' });
  return status === 0 ? stdout.trim().slice(1) : undefined;
}

/** Runs npm with these arguments and answers `{ status, output }`. */
function npm(args, cwd) {
  // The npm that started us, where one did: it needs no shell and no search on PATH.
  const cli = process.env.npm_execpath;
  const [command, first] = cli?.endsWith('.js') ? [process.execPath, [cli]] : ['npm', []];
  const { status, stdout, stderr, error } = spawnSync(command, [...first, ...args], {
    cwd,
    encoding: 'utf8',
    shell: windows && command === 'npm',
    maxBuffer: 1 << 26,
  });
  return { status, output: error ? String(error) : `${stdout}${stderr}` };
}

function fail(message) {
  console.error(`bootstrap: ${message}`);
  process.exit(1);
}

const reason = whyInstall();
if (reason !== undefined) {
  console.error(
    `bootstrap: installing the packages of package-lock.json (${reason}), under Node ${pinnedVersion}; about half a minute`,
  );
  const flags = ['--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  // npm itself must run on the pinned Node too: it warns about packages that the machine's Node is too old for, and
  // builds native code for the Node it runs on.
  const onPinnedMajor = process.versions.node.split('.')[0] === pinnedVersion.split('.')[0];
  const { status, output } = onPinnedMajor
    ? npm(['ci', ...flags], root)
    : npm(['exec', '--yes', `--package=node@${pinnedVersion}`, '--', 'npm', 'ci', ...flags], root);
  if (status !== 0) fail(`npm could not install the packages.\n${output.trim()}`);
}

if (installedNodeVersion() !== pinnedVersion) {
  // The install script of the package "node" fetches the binary; npm skips it under --ignore-scripts and may one day
  // skip it by default.
  const directory = join(modules, 'node');
  console.error(`bootstrap: fetching Node ${pinnedVersion}, which the installation left out`);
  const { status, stdout, stderr } = spawnSync(process.execPath, ['installArchSpecificPackage.js'], {
    cwd: directory,
    encoding: 'utf8',
  });
  const version = installedNodeVersion();
  if (version !== pinnedVersion) {
    fail(
      `the package "node" should have brought Node ${pinnedVersion} and brought ${version ?? 'none'} (its install ` +
        `script ended with ${status}). Run "rm -rf node_modules" and try again, with install scripts allowed.\n` +
        `${stdout}${stderr}`.trim(),
    );
  }
}

const path = [join(modules, '.bin'), join(modules, 'node', 'bin'), process.env.PATH].join(delimiter);
const child = spawn(pinnedNode, process.argv.slice(2), {
  stdio: 'inherit',
  env: { ...process.env, PATH: path },
});
// A terminal sends Ctrl-C to the script too: passed on, it would count as a second one. We end when the script ends.
process.on('SIGINT', () => {});
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('error', (error) => fail(error.message));
child.on('exit', (code, signal) => {
  process.exitCode = code ?? 128 + constants.signals[signal];
});
