import type { Finding } from '../domain/finding.ts';
import type { ResultDocument } from '../domain/result.ts';
import type { Recipe } from '../recipes/recipe.ts';
import type { QuestionClaims, Store } from '../store/store.ts';
import { hashOf } from './question-key.ts';

/** Who was the first to hold something. */
interface Holder {
  readonly id: string;
  readonly name: string;
}

/** Of which job, and what it is found out with. */
export interface SameInJobOptions {
  readonly store: Pick<Store, 'getDerived' | 'putDerived' | 'getResult'>;
  readonly jobId: string;
  /** Absent where this process has the job to itself. */
  readonly claims?: QuestionClaims | undefined;
  /** Ends waiting for other processes. */
  readonly stopping: AbortSignal;
}

/**
 * Finds what stands in several documents of one job, such as an invoice that was filed twice. Who was first is kept in the
 * store, so that memory holds none of it and any later run knows it too.
 */
export class SameInJob {
  readonly #options: SameInJobOptions;
  /** Documents that end here at the same time look one after another at what they have in common. */
  readonly #turns = new Map<string, Promise<unknown>>();
  /** By the hash of their bytes: resolves when the work on them has ended. */
  readonly #atWork = new Map<string, PromiseWithResolvers<void>>();
  /** By document: the hash of the bytes that it holds. */
  readonly #held = new Map<string, string>();

  #lettingGo: Promise<unknown> = Promise.resolve();

  constructor(options: SameInJobOptions) {
    this.#options = options;
  }

  /**
   * Takes these bytes for a document until `release`, when its result is committed. Answers null; or, where another document
   * of the same bytes may be at work, a promise of its end: its result may be this one's too.
   */
  hold(documentId: string, sha256: string): Promise<void> | null {
    const other = this.#atWork.get(sha256);
    if (other) return other.promise;
    this.#atWork.set(sha256, Promise.withResolvers());
    this.#held.set(documentId, sha256);
    return this.#options.claims ? this.#claim(this.#options.claims, sha256) : null;
  }

  async #claim(claims: QuestionClaims, sha256: string): Promise<void> {
    // A claim on its way out would take the new one with it.
    await this.#lettingGo;
    await claims.take(this.#placeOfBytes(sha256), this.#options.stopping);
  }

  /** Ends what `hold` began, if this document holds anything. */
  release(documentId: string): void {
    const sha256 = this.#held.get(documentId);
    if (sha256 === undefined) return;
    this.#held.delete(documentId);
    this.#atWork.get(sha256)?.resolve();
    this.#atWork.delete(sha256);
    const { claims } = this.#options;
    if (!claims) return;
    // What cannot be let go of now is with the next claim.
    const letGo = claims.letGo(this.#placeOfBytes(sha256)).catch(() => {});
    this.#lettingGo = Promise.all([this.#lettingGo, letGo]);
  }

  /** A finding for each part of the data that another document was the first to hold. */
  async find(recipe: Recipe, document: ResultDocument, data: unknown): Promise<Finding[]> {
    const findings: Finding[] = [];
    for (const { path, key } of recipe.identities?.(data) ?? []) {
      const first = await this.#inTurn(key, () => this.#firstToHold(recipe, document, key));
      if (first.id === document.id) continue;
      findings.push({
        code: 'duplicate-entry',
        severity: 'warning',
        path,
        message: `The same stands in ${first.name}`,
        actual: first.name,
      });
    }
    return findings;
  }

  async #firstToHold(recipe: Recipe, { id, name }: ResultDocument, key: string): Promise<Holder> {
    const { store, jobId, claims, stopping } = this.#options;
    const place = `same:${jobId}:${hashOf(key)}`;
    await claims?.take(place, stopping);
    try {
      const kept = await store.getDerived(place);
      const holder = kept && (JSON.parse(new TextDecoder().decode(kept)) as Holder);
      if (holder && (holder.id === id || (await this.#stillHolds(recipe, holder, key)))) return holder;
      await store.putDerived(place, new TextEncoder().encode(JSON.stringify({ id, name })));
      return { id, name };
    } finally {
      await claims?.letGo(place);
    }
  }

  #placeOfBytes(sha256: string): string {
    return `file:${this.#options.jobId}:${sha256}`;
  }

  /** False once the document was changed, read again or lost its result: then it is not the first any more. */
  async #stillHolds(recipe: Recipe, holder: Holder, key: string): Promise<boolean> {
    const result = await this.#options.store.getResult(holder.id);
    // It may be at work still: its result comes after this.
    if (!result) return true;
    return result.data !== null && recipe.identities!(result.data).some((one) => one.key === key);
  }

  async #inTurn<Value>(key: string, work: () => Promise<Value>): Promise<Value> {
    const before = this.#turns.get(key) ?? Promise.resolve();
    const turn = before.then(work, work);
    this.#turns.set(key, turn);
    try {
      return await turn;
    } finally {
      if (this.#turns.get(key) === turn) this.#turns.delete(key);
    }
  }
}
