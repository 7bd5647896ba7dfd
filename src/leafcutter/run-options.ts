import type { Tier } from '../domain/question.ts';
import type { ResultOrder } from '../engine/delivery.ts';
import type { Route } from '../engine/route.ts';
import type { Model } from '../models/model.ts';
import type { Recipe } from '../recipes/recipe.ts';
import type { Sink } from '../sink/sink.ts';
import type { Narrowing } from '../source/source.ts';

/** What to run on what. What narrows the sources belongs to the job, as they do. */
export interface RunOptions<Options, Data> extends Narrowing {
  /** A recipe, or the name of a built-in one. */
  readonly recipe: Recipe<Options, Data> | string;
  /** File that the recipe was loaded from; kept with the job, so that whoever goes on with it can load it again. */
  readonly recipeFile?: string;
  /** Files, folders, globs, http(s) URLs, or `-` for a list on standard input. */
  readonly sources: readonly string[];
  readonly options?: unknown;
  /** Default: `rules` where no model is configured, else `cascade`. */
  readonly route?: Route;
  /** Models by tier, as `provider/model`, or ready-made ones; default from the settings. */
  readonly models?: Readonly<Partial<Record<Tier, string | Model>>>;
  /** Files by their ending (`.jsonl`, `.csv`, `.xlsx`, `.md`), folders that receive all of these, or sinks. */
  readonly out?: readonly (string | Sink)[];
  /** Default `document`. */
  readonly order?: ResultOrder;
  /** Most the job may cost, in millionths of a US dollar. */
  readonly budgetMicros?: number | null;
  /**
   * Sends questions in batches, at half the price and with answers within a day, to models that take them. Default false,
   * for a job that goes on: as it was created.
   */
  readonly batch?: boolean;
  /**
   * Asks up to so many small documents in one request, each answered by itself and checked against its own pages; 1: each
   * alone. Default from the settings, for a job that goes on: as it was created.
   */
  readonly pack?: number;
  /** Documents of more pages fail; default: any number. */
  readonly maxPages?: number;
  /** Default `batch`. */
  readonly priority?: 'interactive' | 'batch';
  /** Aborting it cancels the job. */
  readonly signal?: AbortSignal;
}

/** How to go on with a job that is stored. */
export type ResumeOptions = Pick<
  RunOptions<unknown, unknown>,
  'out' | 'order' | 'models' | 'budgetMicros' | 'priority' | 'batch' | 'pack'
>;

/** How a job is told from others, where it is not by what it does. */
export interface JobIdentity {
  /** Default: a random one. */
  readonly id?: string;
  /** A second job with the same key is the first one; default: a hash of recipe, options and sources. */
  readonly key?: string;
  /** Lists the documents before the job is answered: its spec does not name them, and no source is read again. */
  readonly listNow?: boolean;
  /** Names for people by source; default: as the source has it. With `listNow` alone. */
  readonly names?: ReadonlyMap<string, string>;
  /** Whatever the one who asked for the job wants to find in its `spec.request` again. JSON. */
  readonly request?: Readonly<Record<string, unknown>>;
}
