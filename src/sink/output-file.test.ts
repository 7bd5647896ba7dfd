import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';

const MODULE = new URL('./output-file.ts', import.meta.url).href;

/** Appends to two files in a process of its own; the second gets far too much. Prints what became of it. */
const APPEND = `
  const { openOutputFiles, appendToAll, cursorOf } = await import(${JSON.stringify(MODULE)});
  try {
    const { files } = await openOutputFiles([process.env.FOLDER + '/a', process.env.FOLDER + '/b'], null);
    await appendToAll(files, ['one\\n', 'two\\n']);
    await appendToAll(files, ['three\\n', 'x'.repeat(5e6)]).catch((error) => console.log(error.code, error.detail));
    const { statSync } = await import('node:fs');
    console.log(...files.map((file) => file.bytes + ' ' + statSync(file.path).size));
  } catch (error) {
    console.log(error.code, error.detail);
  }`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'leafcutter-sink-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

it('leaves all files as they were when the disk fills up', (context) => {
  const script = `mount -t tmpfs -o size=1m none ${folder} && exec "$0" --input-type=module -e "$1"`;
  const { stdout, stderr } = spawnSync('unshare', ['-rm', 'sh', '-c', script, process.execPath, APPEND], {
    encoding: 'utf8',
    env: { ...process.env, FOLDER: folder },
  });
  if (/unshare|mount/.test(stderr ?? 'unshare')) {
    console.warn(`NOT TESTED: a full disk; this machine lets nobody mount one (${stderr?.trim()})`);
    context.skip();
  }
  expect(stdout).toMatch(/^disk-full No space left on the disk for .*\/b; free some/);
  expect(stdout).toContain('\n4 4 4 4\n');
});

it('says so when the folder may not be written to, or the file', () => {
  // The superuser may write everywhere: the other process is then a nobody.
  const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
  const run = () =>
    spawnSync(process.execPath, ['--input-type=module', '-e', APPEND], {
      ...nobody,
      encoding: 'utf8',
      env: { FOLDER: folder },
    }).stdout;
  const expected = /^output-unwritable The output .*\/a cannot be written: access is denied; make it/;
  chmodSync(folder, 0o555);
  expect(run()).toMatch(expected);
  chmodSync(folder, 0o755);
  writeFileSync(join(folder, 'a'), '');
  chmodSync(join(folder, 'a'), 0o444);
  expect(run()).toMatch(expected);
});
