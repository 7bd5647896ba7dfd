import type { Sink } from '../sink/sink.ts';
import type { Store } from '../store/store.ts';

/** Results read and written in one go. */
const BATCH = 200;

/** In which order sinks get results: as documents were listed, or as they are done. */
export type ResultOrder = 'document' | 'completion';

/**
 * Feeds one sink from the committed results of a job, from where it stopped the last time. Runs are never concurrent;
 * a call during a run makes it look again.
 */
export class Delivery {
  readonly #store: Store;
  readonly #jobId: string;
  readonly #sink: Sink;
  readonly #order: ResultOrder;
  #position = 0;
  #opened = false;
  #running: Promise<number> | undefined;
  #again = false;

  constructor(store: Store, jobId: string, sink: Sink, order: ResultOrder) {
    this.#store = store;
    this.#jobId = jobId;
    this.#sink = sink;
    this.#order = order;
  }

  /** Writes all results committed so far; answers the position reached. Throws `output-unwritable` or `disk-full`. */
  pump(): Promise<number> {
    this.#again = true;
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async close(): Promise<void> {
    await this.#running?.catch(() => 0);
    if (this.#opened) await this.#sink.close();
  }

  async #run(): Promise<number> {
    const cursorId = `${this.#sink.id}#${this.#order}`;
    if (!this.#opened) {
      const cursor = await this.#store.getSinkCursor(this.#jobId, cursorId);
      this.#position = (await this.#sink.open(cursor)).position;
      this.#opened = true;
    }
    while (this.#again) {
      this.#again = false;
      for (;;) {
        const results = await this.#store.readResults(this.#jobId, {
          order: this.#order,
          after: this.#position,
          limit: BATCH,
        });
        if (results.length === 0) break;
        const cursor = await this.#sink.write(results);
        await this.#store.setSinkCursor(this.#jobId, cursorId, cursor);
        this.#position = cursor.position;
      }
    }
    return this.#position;
  }
}
