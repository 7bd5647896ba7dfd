import type { ClassCounts } from './progress.ts';

/** Classes that are told apart; a recipe that makes up more has the rest counted together. */
const MOST = 20;
const OTHERS = 'other classes';

/** Counts documents by class, in bounded memory. */
export class ClassCounter {
  readonly #byClass = new Map<string, number>();
  #classified = 0;

  add(name: string): void {
    this.#classified++;
    const known = this.#byClass.has(name) || this.#byClass.size < MOST ? name : OTHERS;
    this.#byClass.set(known, (this.#byClass.get(known) ?? 0) + 1);
  }

  /** Most first; null while none was counted. `all`: whether those are all there are. */
  counts(all: boolean): ClassCounts | null {
    if (this.#classified === 0) return null;
    const sorted = [...this.#byClass].toSorted(([, a], [, b]) => b - a);
    return { classified: this.#classified, all, byClass: new Map(sorted) };
  }
}
