import type { ContentPart, Model, SharedFiles } from '../models/model.ts';
import { isProblem } from '../problem/problem.ts';
import type { BytesInFlight } from './bytes-in-flight.ts';

/** What several questions are shown: made once and uploaded once, for as long as they are being asked. */
export class SharedPages {
  readonly #memory: Pick<BytesInFlight, 'keep' | 'drop'>;
  readonly #made = new Map<string, Promise<readonly ContentPart[]>>();
  readonly #files = new Map<Model, SharedFiles>();
  #keptBytes = 0;
  #isClosed = false;

  constructor(memory: Pick<BytesInFlight, 'keep' | 'drop'>) {
    this.#memory = memory;
  }

  /**
   * The parts called `id`, made by `make` unless they are there or on their way. Parts for which there is no memory
   * beside what is on its way to models are made again for the next who asks.
   */
  async content(
    id: string,
    make: () => Promise<readonly ContentPart[]>,
    signal: AbortSignal,
  ): Promise<readonly ContentPart[]> {
    for (;;) {
      const known = this.#made.get(id);
      if (!known) return this.#make(id, make);
      try {
        return await known;
      } catch (error) {
        // Who was making them was called off: this call was not.
        if (signal.aborted || !isProblem(error) || error.code !== 'cancelled') throw error;
      }
    }
  }

  /** Uploads at a model that its calls share; undefined where nothing is uploaded. */
  files(model: Model): SharedFiles | undefined {
    const known = this.#files.get(model);
    if (known || this.#isClosed) return known;
    const opened = model.shareFiles?.();
    if (opened) this.#files.set(model, opened);
    return opened;
  }

  /** Lets go of the parts and has their uploads deleted; calls still in flight keep theirs until they end. */
  close(): void {
    this.#isClosed = true;
    for (const files of this.#files.values()) files.close();
    this.#made.clear();
    this.#memory.drop(this.#keptBytes);
    this.#keptBytes = 0;
  }

  #make(id: string, make: () => Promise<readonly ContentPart[]>): Promise<readonly ContentPart[]> {
    const forget = (): void => {
      if (this.#made.get(id) === made) this.#made.delete(id);
    };
    const made = make().then(
      (parts) => {
        const named = parts.map((part, index) =>
          part.type === 'text' ? part : { ...part, id: `${id}#${index}` },
        );
        const bytes = named.reduce(
          (sum, part) => sum + (part.type === 'text' ? 0 : part.bytes.byteLength),
          0,
        );
        if (!this.#isClosed && this.#memory.keep(bytes)) this.#keptBytes += bytes;
        else forget();
        return named;
      },
      (error: unknown) => {
        forget();
        throw error;
      },
    );
    if (!this.#isClosed) this.#made.set(id, made);
    return made;
  }
}
