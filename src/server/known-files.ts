import { mkdir, opendir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A file that is here already. */
export interface KnownFile {
  /** Where its bytes lie now. */
  readonly path: string;
  readonly bytes: number;
  /** Null: it cannot be opened. */
  readonly pages: number | null;
}

/** Owner of what came without a key. */
const NOBODY = 'local';
const SHA256 = /^[0-9a-f]{64}$/;

/**
 * Which files each key has sent, by what they hold. A key finds its own alone: a hash tells nobody what others sent. Only
 * where a file lies is noted, so that it is gone as soon as its upload and its job are.
 */
export class KnownFiles {
  readonly #directory: string;

  /** `directory`: a folder for the notes alone. */
  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Notes where a file of a key lies. */
  async note(keyId: string | null, sha256: string, file: KnownFile): Promise<void> {
    const path = this.#pathOf(keyId, sha256);
    const text = JSON.stringify(file);
    await writeFile(path, text).catch(async (error) => {
      if (error.code !== 'ENOENT') throw error;
      await mkdir(join(path, '..'), { recursive: true });
      await writeFile(path, text);
    });
  }

  /** A file of a key by the hash of its bytes; null when it has sent none, or it is gone. */
  async find(keyId: string | null, sha256: string): Promise<KnownFile | null> {
    return SHA256.test(sha256) ? read(this.#pathOf(keyId, sha256)) : null;
  }

  /** Removes notes of files that are gone. */
  async sweep(): Promise<void> {
    for await (const owner of await opendir(this.#directory).catch(nothing)) {
      for await (const { name } of await opendir(join(this.#directory, owner.name)).catch(nothing)) {
        const path = join(this.#directory, owner.name, name);
        if ((await read(path)) === null) await rm(path, { force: true });
      }
    }
  }

  #pathOf(keyId: string | null, sha256: string): string {
    return join(this.#directory, keyId ?? NOBODY, sha256);
  }
}

/** What a note says; null when there is none, it is being written, or its file is gone. */
async function read(path: string): Promise<KnownFile | null> {
  try {
    const file = JSON.parse(await readFile(path, 'utf8')) as KnownFile;
    return (await stat(file.path)).isFile() ? file : null;
  } catch {
    return null;
  }
}

/** A folder that is not there has nothing in it. */
function nothing(error: { readonly code?: string }): readonly { readonly name: string }[] {
  if (error.code === 'ENOENT') return [];
  throw error;
}
