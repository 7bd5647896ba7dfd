import { spawnSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, it, test } from 'vitest';
import { checkWritable } from './check-writable.ts';

const MODULE = new URL('./check-writable.ts', import.meta.url).href;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'leafcutter-sink-'));
});

it('makes nothing where something can be made', async () => {
  checkWritable(join(folder, 'new', 'deep', 'out.jsonl'), 'file');
  checkWritable(join(folder, 'new', 'deep'), 'folder');
  expect(await readdir(folder)).toEqual([]);
});

it('names what is in the way', async () => {
  await writeFile(join(folder, 'file'), '');
  const below = join(folder, 'file', 'deep', 'out.csv');
  expect(() => checkWritable(below, 'file')).toThrow(
    expect.objectContaining({
      code: 'output-unwritable',
      detail: `The output ${below} cannot be written: ${join(folder, 'file')} is a file, not a folder; name another place`,
    }),
  );
  expect(() => checkWritable(join(folder, 'file'), 'folder')).toThrow('is a file, not a folder');
  expect(() => checkWritable(join(folder, 'n'.repeat(300), 'x'), 'file')).toThrow('the path is too long');
  await symlink('circle', join(folder, 'circle'));
  expect(() => checkWritable(join(folder, 'circle'), 'file')).toThrow('cannot be written');
});

test.skipIf(process.platform === 'win32')('a folder and a file that are read-only are refused', async () => {
  const closed = join(folder, 'closed');
  await mkdir(closed);
  await writeFile(join(folder, 'file'), '');
  await chmod(folder, 0o755);
  await chmod(closed, 0o555);
  await chmod(join(folder, 'file'), 0o444);
  const script = `
    const { checkWritable } = await import(${JSON.stringify(MODULE)});
    for (const [path, kind] of JSON.parse(process.env.OUTPUTS)) {
      try {
        checkWritable(path, kind);
        console.log('taken');
      } catch (error) {
        console.log(error.code, error.detail);
      }
    }`;
  // The superuser may write everywhere: the other process is then a nobody.
  const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
  const outputs = [
    [join(closed, 'new', 'x'), 'folder'],
    [join(folder, 'file'), 'file'],
  ];
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    ...nobody,
    encoding: 'utf8',
    env: { OUTPUTS: JSON.stringify(outputs) },
  });
  const refused = /^output-unwritable .*access is denied/;
  expect(stdout.trim().split('\n')).toEqual([expect.stringMatching(refused), expect.stringMatching(refused)]);
});

test.skipIf(process.platform !== 'linux')('what permissions do not tell is found by writing', () => {
  for (const [path, kind] of [
    ['/proc/none/deep', 'folder'],
    ['/proc/none.csv', 'file'],
  ] as const) {
    expect(() => checkWritable(path, kind)).toThrow(
      expect.objectContaining({
        code: 'output-unwritable',
        detail: `The output ${path} cannot be written: its folder is not there and cannot be made; name another place`,
      }),
    );
  }
});
