import { resolve } from 'node:path';
import { resultToWire } from '../domain/wire.ts';
import { appendToAll, cursorOf, type OutputFile, openOutputFiles } from './output-file.ts';
import type { Sink } from './sink.ts';

/**
 * Writes one line of JSON for each result, in wire form, UTF-8, to the file `path`. A first run writes over a file that
 * is there already.
 */
export function createJsonlSink({ path: given }: { readonly path: string }): Sink {
  const path = resolve(given);
  let file: OutputFile | undefined;
  let position = 0;

  async function close(): Promise<void> {
    await file?.close();
    file = undefined;
  }

  return {
    id: `jsonl:${path}`,
    async open(cursor) {
      await close();
      const opened = await openOutputFiles([path], cursor);
      [file] = opened.files;
      position = opened.position;
      return cursorOf(opened.files, position);
    },
    async write(results) {
      if (file === undefined) throw new Error('The sink is not open');
      await appendToAll(
        [file],
        [results.map(({ result }) => `${JSON.stringify(resultToWire(result))}\n`).join('')],
      );
      position = results.at(-1)?.position ?? position;
      return cursorOf([file], position);
    },
    close,
  };
}
