import type { LeafcutterEvent } from '../domain/event.ts';
import type { Store } from '../store/store.ts';
import { requestOf } from './job-request.ts';
import { addUse, checkUse, type KeyUse, readLimits, readUse } from './key-limits.ts';

/** What jobs used is written down this often, and when they end. */
const WRITE_MS = 2_000;

/** What quotas work with. */
export interface KeyQuotaParts {
  readonly store: Pick<Store, 'getJob' | 'getDerived' | 'putDerived'>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  onError(error: unknown): void;
}

/**
 * Holds keys to what they may use in a day. Jobs are counted when they are taken, pages when their documents end, cost
 * when a call is answered; the last two are on disk two seconds later at the latest.
 */
export class KeyQuotas {
  readonly #parts: KeyQuotaParts;
  /** By job, what is not written down yet. */
  #unwritten = new Map<string, { pages: number; costMicros: number }>();
  /** Work on the records, one after another. */
  #working: Promise<void> = Promise.resolve();
  readonly #timer: NodeJS.Timeout;

  constructor(parts: KeyQuotaParts) {
    this.#parts = parts;
    this.#timer = setInterval(() => void this.#write().catch(parts.onError), WRITE_MS).unref();
  }

  /** What a job of a key may cost at the most today, in millionths of a US dollar; null: any amount. */
  async budget(keyId: string | null): Promise<number | null> {
    if (keyId === null) return null;
    const { store, now } = this.#parts;
    const { costMicrosPerDay } = await readLimits(store, keyId);
    if (costMicrosPerDay === null) return null;
    await this.#write();
    return Math.max(0, costMicrosPerDay - (await readUse(store, keyId, now())).costMicros);
  }

  /** Whether the pages of a key's jobs are counted before they are taken. */
  async limitsPages(keyId: string | null): Promise<boolean> {
    return keyId !== null && (await readLimits(this.#parts.store, keyId)).pagesPerDay !== null;
  }

  /**
   * Counts another job of a key, whose uploads have so many pages. Throws `too-many-requests`, until the next day, when
   * it would pass what the key may use; then it is not counted.
   */
  async charge(keyId: string | null, pages: number): Promise<void> {
    if (keyId === null) return;
    const { store, now } = this.#parts;
    const limits = await readLimits(store, keyId);
    await this.#write();
    await this.#inTurn(async () => {
      const nowMs = now();
      checkUse(limits, await readUse(store, keyId, nowMs), { pages, nowMs });
      await addUse(store, keyId, { used: { jobs: 1 }, nowMs });
    });
  }

  readonly listen = (event: LeafcutterEvent): void => {
    if (event.type === 'document-end') this.#note(event.jobId, event.pages, 0);
    if (event.type === 'call-end') this.#note(event.jobId, 0, event.usage.costMicros);
  };

  /** Writes down what is left. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#write();
  }

  #note(jobId: string, pages: number, costMicros: number): void {
    const noted = this.#unwritten.get(jobId) ?? { pages: 0, costMicros: 0 };
    noted.pages += pages;
    noted.costMicros += costMicros;
    this.#unwritten.set(jobId, noted);
  }

  async #write(): Promise<void> {
    const unwritten = this.#unwritten;
    this.#unwritten = new Map();
    try {
      for (const [jobId, used] of unwritten) {
        const job = await this.#parts.store.getJob(jobId);
        const keyId = job && requestOf(job)?.keyId;
        if (keyId) await this.#inTurn(() => this.#add(keyId, used));
        unwritten.delete(jobId);
      }
    } finally {
      // What a store that failed did not take is written the next time.
      for (const [jobId, { pages, costMicros }] of unwritten) this.#note(jobId, pages, costMicros);
    }
  }

  #add(keyId: string, used: Partial<KeyUse>): Promise<void> {
    const { store, now } = this.#parts;
    return addUse(store, keyId, { used, nowMs: now() });
  }

  /** Records are read and written by one at a time, or counts were lost. */
  #inTurn<Value>(work: () => Promise<Value>): Promise<Value> {
    const turn = this.#working.then(work);
    this.#working = turn.then(
      () => {},
      () => {},
    );
    return turn;
  }
}
