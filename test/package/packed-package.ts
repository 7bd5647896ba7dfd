import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const repository = resolve(import.meta.dirname, '../..');

/** The package as npm would publish it, installed in a project of its own. */
export interface PackedPackage {
  readonly tarball: string;
  /** Paths in the package. */
  readonly files: readonly string[];
  readonly unpackedBytes: number;
  /** A project that depends on the package and on nothing else. */
  readonly project: string;
  remove(): Promise<void>;
}

/**
 * Builds and packs a copy of the repository, so that nothing is written into it, and unpacks the result into a fresh
 * project. The package's own dependencies are linked from the repository, and only those that it declares: one that is
 * used without being declared is not found.
 */
export async function packPackage(): Promise<PackedPackage> {
  const root = await mkdtemp(join(tmpdir(), 'packed-package-'));
  const copy = join(root, 'copy');
  const project = join(root, 'project');
  await mkdir(copy);
  const { scripts, ...manifest } = JSON.parse(await readFile(join(repository, 'package.json'), 'utf8'));
  const parts = [
    'package.json',
    'package-lock.json',
    'tsconfig.json',
    'tsconfig.build.json',
    'src',
    'scripts',
    'web',
  ];
  for (const part of [...parts, ...manifest.files.filter((file: string) => file !== 'dist')]) {
    await cp(join(repository, part), join(copy, part), { recursive: true });
  }
  await symlink(join(repository, 'node_modules'), join(copy, 'node_modules'));

  const { stdout } = await execute('npm', ['pack', '--json', '--silent', `--pack-destination=${root}`], {
    cwd: copy,
  });
  const [packed] = JSON.parse(stdout);
  const tarball = join(root, packed.filename);

  const modules = join(project, 'node_modules');
  await mkdir(join(modules, '.bin'), { recursive: true });
  await execute('tar', ['-xzf', tarball, '-C', modules]);
  await execute('mv', [join(modules, 'package'), join(modules, manifest.name)]);
  await symlink(`../${manifest.name}/${manifest.bin[manifest.name]}`, join(modules, '.bin', manifest.name));
  for (const name of Object.keys(manifest.dependencies)) {
    await mkdir(dirname(join(modules, name)), { recursive: true });
    await symlink(join(repository, 'node_modules', name), join(modules, name));
  }
  return {
    tarball,
    files: packed.files.map(({ path }: { path: string }) => path),
    unpackedBytes: packed.unpackedSize,
    project,
    remove: () => rm(root, { recursive: true }),
  };
}
