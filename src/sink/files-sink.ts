import { dirname, join, resolve } from 'node:path';
import type { DocumentResult } from '../domain/result.ts';
import { archiveOf } from './archive.ts';
import { makeFolder } from './make-folder.ts';
import { outputProblem } from './output-problem.ts';
import { replaceFile } from './replaced-file.ts';
import type { Sink } from './sink.ts';

/** A file that is made of a result: its text, or an archive of more. */
type MadeFile =
  | { readonly path: string; readonly text: string }
  | { readonly path: string; readonly archive: readonly { readonly path: string; readonly text: string }[] };

/**
 * Writes the files that are made of results into a folder; each takes the place of an older one, whole, as soon as its
 * result is there. Files that are made no more are left where they are.
 */
export function createFilesSink(options: {
  readonly directory: string;
  /** Paths are relative, with forward slashes. */
  readonly files: (result: DocumentResult) => readonly MadeFile[];
}): Sink {
  const directory = resolve(options.directory);
  return {
    id: `files:${directory}`,
    async open() {
      // Made of results alone: written anew, they are the same.
      return { position: 0, files: {} };
    },
    async write(results) {
      for (const { result } of results) {
        for (const file of options.files(result)) {
          const path = join(directory, ...file.path.split('/'));
          try {
            await makeFolder(dirname(path));
          } catch (error) {
            throw outputProblem(error, path);
          }
          const bytes = 'text' in file ? file.text : await archiveOf(file.archive);
          await replaceFile(path, (handle) => handle.writeFile(bytes));
        }
      }
      return { position: results.at(-1)?.position ?? 0, files: {} };
    },
    async close() {},
  };
}
