// Checks what must never be (ARCHITECTURE.md): node scripts/check-architecture.ts
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { checkDocuments } from './architecture/documents.ts';
import { checkLayers } from './architecture/layers.ts';
import { checkSource } from './architecture/source-rules.ts';
import { checkText } from './architecture/text-rules.ts';
import type { RepositoryFile, Violation } from './architecture/violation.ts';

const SKIPPED_FOLDERS = new Set([
  'node_modules',
  'dist',
  'coverage',
  '.git',
  '.leafcutter',
  '.cache',
  'demo-output',
]);
const TEXT = /\.(ts|tsx|js|mjs|cjs|json|md|yml|yaml|sh|sql|css|html|csv|xml|txt)$|^[^.]+$|^\.[a-z]+$/;

const PICTURE = /\.(webp|png|svg)$/;

/** Reads the text files of a repository, fixtures left out: those are other people's documents. */
async function readRepository(root: string): Promise<RepositoryFile[]> {
  const files: RepositoryFile[] = [];
  const walk = async (directory: string): Promise<void> => {
    for (const entry of await readdir(directory, { withFileTypes: true })) {
      const path = join(directory, entry.name);
      const name = relative(root, path).split(sep).join('/');
      if (entry.isDirectory()) {
        if (!SKIPPED_FOLDERS.has(entry.name) && name !== 'test/fixtures') await walk(path);
      } else if (entry.isFile() && TEXT.test(entry.name)) {
        files.push({ path: name, text: await readFile(path, 'utf8') });
      } else if (entry.isFile() && PICTURE.test(entry.name)) {
        // Documents may show it; there is nothing to read in it.
        files.push({ path: name, text: '' });
      }
    }
  };
  await walk(root);
  return files;
}

/** Every violation in the repository at `root`, and how many sources were looked at. */
export async function checkArchitecture(root: string): Promise<{ violations: Violation[]; files: number }> {
  const files = await readRepository(root);
  const recipeNames = new Set(
    files
      .flatMap(({ path }) => /^src\/recipes\/([^/]+)\//.exec(path)?.[1] ?? [])
      .map((name) => name.toLowerCase()),
  );
  const violations = [
    ...files.flatMap(checkText),
    ...checkDocuments(files),
    ...files.flatMap((file) => checkSource(file, recipeNames)),
    ...(await checkLayers(root, files)),
  ];
  return { violations, files: files.length };
}

if (import.meta.main) {
  const { violations, files } = await checkArchitecture(resolve(import.meta.dirname, '..'));
  for (const { rule, file, line, message } of violations) {
    console.log(`${file}${line ? `:${line}` : ''}  ${message}  [${rule}]`);
  }
  console.log(`${files} files, ${violations.length} violations`);
  process.exitCode = violations.length > 0 ? 1 : 0;
}
