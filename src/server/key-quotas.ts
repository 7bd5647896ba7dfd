import type { LeafcutterEvent } from '../domain/event.ts';
import type { Store } from '../store/store.ts';
import { requestOf } from './job-request.ts';
import { dayOf, overCost, overLimit, readLimits } from './key-limits.ts';

/** What jobs used is written down this often, and when they end. */
const WRITE_MS = 2_000;
/** Whose pages were not known when their job was taken. */
const ADDRESS = /^https?:/i;

/** What quotas work with. */
export interface KeyQuotaParts {
  readonly store: Pick<Store, 'getJob' | 'getDocument' | 'getDerived' | 'putDerived' | 'keyUse'>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  onError(error: unknown): void;
}

/** What a job used and is not written down yet. */
interface Unwritten {
  /** It has paid for calls: what they cost the ledger knows. */
  paid: boolean;
  readonly documents: { readonly id: string; readonly pages: number }[];
}

/**
 * Holds keys to what they may use in a day, all servers of a store together. Jobs are counted when they are taken, with the
 * pages of what was uploaded for a key whose pages are limited; other pages when their documents end, cost as the ledger has
 * it: both are written down two seconds later at the latest.
 */
export class KeyQuotas {
  readonly #parts: KeyQuotaParts;
  #unwritten = new Map<string, Unwritten>();
  #writing: Promise<void> = Promise.resolve();
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
    return Math.max(0, costMicrosPerDay - (await store.keyUse.read(keyId, dayOf(now()))).costMicros);
  }

  /**
   * What a job of a key may cost at the most, from its start on, that has cost so much already; null: any amount. Throws
   * `too-many-requests`, until the next day, unless that is more than it needs to go on.
   */
  async ceiling(
    keyId: string | null,
    { spentMicros, neededMicros }: { readonly spentMicros: number; readonly neededMicros: number },
  ): Promise<number | null> {
    const left = await this.budget(keyId);
    if (left === null || keyId === null) return null;
    if (spentMicros + left > neededMicros) return spentMicros + left;
    const { store, now } = this.#parts;
    throw overCost(await readLimits(store, keyId), now());
  }

  /** Whether the pages of a key's jobs are counted before they are taken. */
  async limitsPages(keyId: string | null): Promise<boolean> {
    return keyId !== null && (await readLimits(this.#parts.store, keyId)).pagesPerDay !== null;
  }

  /**
   * Counts a job of a key, whose uploads have so many pages. Throws `too-many-requests`, until the next day, when it would
   * pass what the key may use; then it is not counted.
   */
  async charge(jobId: string, keyId: string | null, pages: number): Promise<void> {
    if (keyId === null) return;
    const { store, now } = this.#parts;
    const limits = await readLimits(store, keyId);
    await this.#write();
    const nowMs = now();
    const { counted, use } = await store.keyUse.takeJob(
      { keyId, day: dayOf(nowMs), jobId, pages },
      { jobs: limits.jobsPerDay, pages: limits.pagesPerDay, costMicros: limits.costMicrosPerDay },
    );
    if (!counted) throw overLimit(limits, use, { pages, nowMs });
  }

  readonly listen = (event: LeafcutterEvent): void => {
    if (event.type === 'document-end') {
      const { documentId: id, pages } = event;
      if (pages > 0) this.#of(event.jobId).documents.push({ id, pages });
    }
    if (event.type === 'call-end') this.#of(event.jobId).paid = true;
  };

  /** The job rests: what it has cost until now is counted, whatever was heard of it. */
  rested(jobId: string): void {
    this.#of(jobId).paid = true;
  }

  /** Writes down what is left. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#write();
  }

  #of(jobId: string): Unwritten {
    let unwritten = this.#unwritten.get(jobId);
    if (!unwritten) {
      unwritten = { paid: false, documents: [] };
      this.#unwritten.set(jobId, unwritten);
    }
    return unwritten;
  }

  /** One at a time, and each call writes what was heard before it. */
  #write(): Promise<void> {
    const written = this.#writing.then(() => this.#writeAll());
    this.#writing = written.catch(() => {});
    return written;
  }

  async #writeAll(): Promise<void> {
    const unwritten = this.#unwritten;
    this.#unwritten = new Map();
    try {
      for (const [jobId, used] of unwritten) {
        await this.#writeJob(jobId, used);
        unwritten.delete(jobId);
      }
    } finally {
      // What a store that failed did not take is written the next time.
      for (const [jobId, { paid, documents }] of unwritten) {
        const again = this.#of(jobId);
        again.paid ||= paid;
        again.documents.push(...documents);
      }
    }
  }

  async #writeJob(jobId: string, used: Unwritten): Promise<void> {
    const { store, now } = this.#parts;
    const job = await store.getJob(jobId);
    const request = job && requestOf(job);
    if (!request?.keyId) return;
    const day = dayOf(now());
    let pages = 0;
    for (const document of used.documents) {
      if (!request.pagesCounted || (await this.#isFromAddress(document.id))) pages += document.pages;
    }
    if (pages > 0) await store.keyUse.addPages(request.keyId, day, pages);
    used.documents.length = 0;
    if (used.paid) await store.keyUse.charge(jobId, day);
  }

  async #isFromAddress(documentId: string): Promise<boolean> {
    const document = await this.#parts.store.getDocument(documentId);
    return document !== null && ADDRESS.test(document.source.key);
  }
}
