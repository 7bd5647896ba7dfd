import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { ClientFile } from '../../src/client/client.ts';

const DOCUMENTS = resolve(import.meta.dirname, '../../examples/documents');

/** A bill that comes with Leafcutter, as a file to send. */
export async function exampleFile(name: string): Promise<ClientFile> {
  return { name, content: new Blob([await readFile(join(DOCUMENTS, name))]) };
}
