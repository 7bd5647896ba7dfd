import type { Answer } from '../domain/question.ts';
import type { DocumentResult, StrongAlone } from '../domain/result.ts';
import type { EngineParts, TierModels } from './parts.ts';
import { yardstickOf } from './strong-alone.ts';

/** The stages of a document none of whose questions is answered. */
export const NOTHING_ANSWERED: DocumentResult['stages'] = {
  xml: 0,
  rules: 0,
  fast: 0,
  strong: 0,
  remembered: 0,
};

/** Counts who answered a document's questions, and what the strong model alone would have cost. */
export class Answered {
  readonly stages: Record<keyof DocumentResult['stages'], number> = { ...NOTHING_ANSWERED };
  readonly #model: string | null;
  #costMicros: number | null = 0;

  constructor({
    engine,
    models,
  }: {
    readonly engine: Pick<EngineParts, 'yardstick'>;
    readonly models: TierModels;
  }) {
    this.#model = yardstickOf(engine, models)?.id ?? null;
  }

  /** Counts an answer. */
  add({ remembered, stage, strongAloneMicros: micros = null }: Answer<unknown>): void {
    this.stages[remembered ? 'remembered' : stage]++;
    this.#costMicros = micros === null || this.#costMicros === null ? null : this.#costMicros + micros;
  }

  /** Null without a model whose price is known. */
  strongAlone(): StrongAlone | null {
    const [model, costMicros] = [this.#model, this.#costMicros];
    return model === null || costMicros === null ? null : { model, costMicros };
  }
}
