import type { Recipe } from '../recipes/recipe.ts';
import type { LedgerAnswer } from '../store/store.ts';
import type { CallContext, ModelCall } from './call-model.ts';
import type { AskedDocument } from './collection-reader.ts';
import type { EngineParts, TierModels } from './parts.ts';
import type { Route } from './route.ts';
import type { SharedPages } from './shared-pages.ts';

/** Answers model calls: from the ledger, from a model, or, for an estimate, not at all. */
export interface Calls {
  get(
    asker: Pick<Asker, 'engine' | 'context'>,
    call: ModelCall,
  ): Promise<{ readonly answer: LedgerAnswer; readonly remembered: boolean }>;
}

/** Who asks: one document of one job. */
export interface Asker {
  readonly engine: EngineParts;
  readonly calls: Calls;
  readonly recipe: Recipe;
  readonly models: TierModels;
  readonly route: Route;
  readonly document: AskedDocument;
  readonly context: CallContext;
  /** What its questions are shown together; absent: each makes its own. */
  readonly shared?: SharedPages;
}
