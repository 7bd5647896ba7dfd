import type { WorkKind } from '../domain/question.ts';
import type { CeilingName } from './governor-options.ts';

/**
 * Counts calls in flight against the process-wide ceilings. A ceiling may change at any time: holders keep their
 * place, and after lowering nothing starts until enough of them have ended.
 */
export class Ceilings {
  readonly #limits = new Map<CeilingName, number>();
  readonly #held = new Map<CeilingName, number>();

  constructor(limits: Readonly<Partial<Record<CeilingName, number>>> = {}) {
    for (const [name, limit] of Object.entries(limits)) this.set(name as CeilingName, limit);
  }

  /** Sets a ceiling; `Infinity` lifts it. */
  set(name: CeilingName, limit: number): void {
    this.#limits.set(name, limit);
  }

  /** True when one more call of this kind may start. */
  allows(kind: WorkKind): boolean {
    return this.#free('process') && this.#free(kind);
  }

  /** Calls of any kind that may start besides those in flight. */
  get room(): number {
    return (this.#limits.get('process') ?? Number.POSITIVE_INFINITY) - (this.#held.get('process') ?? 0);
  }

  take(kind: WorkKind): void {
    this.#add('process', 1);
    this.#add(kind, 1);
  }

  release(kind: WorkKind): void {
    this.#add('process', -1);
    this.#add(kind, -1);
  }

  #free(name: CeilingName): boolean {
    return (this.#held.get(name) ?? 0) < (this.#limits.get(name) ?? Number.POSITIVE_INFINITY);
  }

  #add(name: CeilingName, by: number): void {
    this.#held.set(name, (this.#held.get(name) ?? 0) + by);
  }
}
