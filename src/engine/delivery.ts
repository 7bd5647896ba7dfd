import type { Sink, SinkCursor } from '../sink/sink.ts';
import type { Store } from '../store/store.ts';

/** Results read and written in one go. */
const BATCH = 200;

/** What of a store a delivery needs: results, and how far each sink is. */
export type DeliveryStore = Pick<Store, 'readResults' | 'getSinkCursor' | 'setSinkCursor' | 'moveSinkCursor'>;

/** In which order sinks get results: as documents were listed, or as they are done. */
export type ResultOrder = 'document' | 'completion';

/**
 * Feeds one sink from the committed results of a job, from where it stopped the last time; from the start when documents
 * were set back to work since, whoever did it. Runs are never concurrent; a call during a run makes it look again.
 */
export class Delivery {
  readonly #store: DeliveryStore;
  readonly #jobId: string;
  readonly #sink: Sink;
  readonly #cursorId: string;
  readonly #order: ResultOrder;
  #position = 0;
  #opened = false;
  #running: Promise<number> | undefined;
  #again = false;
  /** Rows of results that are no more may stand in the output. */
  #stale = false;

  constructor(store: DeliveryStore, jobId: string, sink: Sink, order: ResultOrder) {
    this.#store = store;
    this.#jobId = jobId;
    this.#sink = sink;
    this.#cursorId = `${sink.id}#${order}`;
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

  /** Has the next `pump` write everything anew: documents whose rows may be written were set back to work. */
  startOver(): void {
    this.#stale = true;
  }

  async close(): Promise<void> {
    await this.#running?.catch(() => 0);
    if (this.#opened) await this.#sink.close();
  }

  async #run(): Promise<number> {
    if (!this.#opened) await this.#open(await this.#store.getSinkCursor(this.#jobId, this.#cursorId));
    while (this.#again) {
      this.#again = false;
      if (this.#stale) await this.#open(null);
      while (!this.#stale && (await this.#writeBatch()));
      this.#again ||= this.#stale;
    }
    return this.#position;
  }

  async #open(stored: SinkCursor | null): Promise<void> {
    this.#stale = false;
    try {
      const start = await this.#sink.open(stored);
      this.#opened = true;
      this.#position = start.position;
      if (start.position === 0) await this.#store.setSinkCursor(this.#jobId, this.#cursorId, start);
      // Setting it could bring back a cursor that was dropped since it was read.
      else await this.#move(start);
    } catch (error) {
      this.#stale = true;
      throw error;
    }
  }

  /** Answers whether there may be more. */
  async #writeBatch(): Promise<boolean> {
    const results = await this.#store.readResults(this.#jobId, {
      order: this.#order,
      after: this.#position,
      limit: BATCH,
    });
    if (results.length === 0) return false;
    await this.#move(await this.#sink.write(results));
    return true;
  }

  async #move(cursor: SinkCursor): Promise<void> {
    this.#position = cursor.position;
    const moved = await this.#store.moveSinkCursor(this.#jobId, this.#cursorId, cursor);
    if (!moved) this.#stale = true;
  }
}
