import { extname } from 'node:path';
import type { PassedOver } from '../domain/passed-over.ts';

/** Some folders hold files that are each called after their own number. */
const MOST_ENDINGS = 100;
/** What stands behind the last dot of a sentence is no ending. */
const ENDING = /^\.[\p{L}\p{N}_~-]{1,12}$/u;

/** Counts files that are passed over, in the memory of their endings. */
export class PassedOverTally {
  #files = 0;
  readonly #endings = new Map<string, { files: number; example: string }>();

  count(path: string): void {
    this.#files++;
    const found = extname(path).toLowerCase();
    const ending = ENDING.test(found) ? found : '';
    const known = this.#endings.get(ending);
    if (known) {
      known.files++;
      // A folder gives its names in any order; what is shown is the same every time.
      if (path < known.example) known.example = path;
    } else if (this.#endings.size < MOST_ENDINGS) this.#endings.set(ending, { files: 1, example: path });
  }

  /** Null where there was none. */
  sum(): PassedOver | null {
    if (this.#files === 0) return null;
    const endings = [...this.#endings].map(([ending, { files, example }]) => ({ ending, files, example }));
    return { files: this.#files, endings: endings.toSorted((a, b) => b.files - a.files) };
  }
}
