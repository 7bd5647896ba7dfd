import type { Model } from '../models/model.ts';
import type { Problem } from '../problem/problem.ts';

/** Problems that a provider itself is heard in, beside those of what it answered. */
const HEARD = new Set(['throttled', 'quota-exhausted', 'schema-unsupported']);
/** Problems with a model in which nothing was heard. */
const SILENT = new Set(['model-unreachable', 'model-timeout']);

/** Remembers which models were heard of in this process, so that a wrong address is told from an outage. */
export class Reach {
  readonly #heard = new Set<string>();
  readonly #silentSinceMs = new Map<string, number>();

  /** Takes in how a try ended; without a problem it was answered. A refusal comes from the provider too. */
  note(models: readonly Model[], problem: Problem | undefined, nowMs: number): void {
    const id = idOf(models);
    if (problem?.code === 'model-unreachable') {
      if (!this.#silentSinceMs.has(id)) this.#silentSinceMs.set(id, nowMs);
    } else if (problem === undefined || isHeard(problem)) this.#heard.add(id);
  }

  /** Milliseconds since a model that was never heard of could not be reached first; 0 for any other. */
  neverForMs(models: readonly Model[], nowMs: number): number {
    const id = idOf(models);
    return this.#heard.has(id) ? 0 : nowMs - (this.#silentSinceMs.get(id) ?? nowMs);
  }
}

function isHeard({ code }: Problem): boolean {
  return HEARD.has(code) || (code.startsWith('model-') && !SILENT.has(code));
}

/** The models of a call are one model under several keys. */
function idOf([model]: readonly Model[]): string {
  return model!.id;
}
