import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, test } from 'vitest';
import { makeFolder } from './make-folder.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'leafcutter-sink-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('makes what is missing, several at once and again', async () => {
  const deep = join(folder, 'a', 'b', 'c');
  await Promise.all([makeFolder(deep), makeFolder(deep), makeFolder(join(folder, 'a', 'd'))]);
  await makeFolder(deep);
  expect((await stat(deep)).isDirectory()).toBe(true);
});

it('tells of a file in the way', async () => {
  await writeFile(join(folder, 'file'), '');
  await expect(makeFolder(join(folder, 'file'))).rejects.toThrow('EEXIST');
  await expect(makeFolder(join(folder, 'file', 'deep'))).rejects.toThrow('ENOTDIR');
});

test.skipIf(process.platform !== 'linux')('a file below /proc is refused at once', () => {
  // In a process of its own: what never ends there cannot hold up the tests.
  const script = `
    const { prepareReplacement } = await import(${JSON.stringify(new URL('./replaced-file.ts', import.meta.url).href)});
    const { openOutputFiles } = await import(${JSON.stringify(new URL('./output-file.ts', import.meta.url).href)});
    const tell = (error) => console.log(error.code, error.detail);
    await prepareReplacement('/proc/none/out.xlsx').catch(tell);
    await openOutputFiles(['/proc/none/deep/out.csv'], null).catch(tell);`;
  const { stdout, signal } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
    timeout: 30_000,
    killSignal: 'SIGKILL',
  });
  expect(signal).toBeNull();
  expect(stdout.trim().split('\n')).toEqual([
    expect.stringMatching(/^output-unwritable The output \/proc\/none\/out\.xlsx cannot be written: /),
    expect.stringMatching(/^output-unwritable The output \/proc\/none\/deep\/out\.csv cannot be written: /),
  ]);
});
