import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { z } from 'zod';
import type { Config } from './config/config.ts';
import type { EventListener } from './domain/event.ts';
import type { Tier } from './domain/question.ts';
import type { DocumentResult } from './domain/result.ts';
import type { DocumentState } from './domain/states.ts';
import { Delivery, type ResultOrder } from './engine/delivery.ts';
import type { Engine } from './engine/engine.ts';
import type { Estimate } from './engine/estimate.ts';
import type { TierModels } from './engine/parts.ts';
import { hashOf } from './engine/question-key.ts';
import type { Route } from './engine/route.ts';
import type { Run } from './engine/run.ts';
import type { LaneState } from './governor/governor.ts';
import type { Model } from './models/model.ts';
import type { OcrEngine, PdfEngine } from './pdf/pdf.ts';
import { Problem } from './problem/problem.ts';
import type { Recipe } from './recipes/recipe.ts';
import type { Sink } from './sink/sink.ts';
import type { Source } from './source/source.ts';
import type { Job, Store } from './store/store.ts';

/** What to run on what. */
export interface RunOptions<Options, Data> {
  /** A recipe, or the name of a built-in one. */
  readonly recipe: Recipe<Options, Data> | string;
  /** Files, folders, globs, http(s) URLs, or `-` for a list on standard input. */
  readonly sources: readonly string[];
  readonly options?: unknown;
  /** Default: `rules` where no model is configured, else `cascade`. */
  readonly route?: Route;
  /** Models by tier, as `provider/model`, or ready-made ones; default from the settings. */
  readonly models?: Readonly<Partial<Record<Tier, string | Model>>>;
  /** Files ending in `.jsonl` or `.csv`, or sinks. */
  readonly out?: readonly (string | Sink)[];
  /** Default `document`. */
  readonly order?: ResultOrder;
  /** Most the job may cost, in millionths of a US dollar. */
  readonly budgetMicros?: number | null;
  /** Default `batch`. */
  readonly priority?: 'interactive' | 'batch';
  /** Aborting it cancels the job. */
  readonly signal?: AbortSignal;
}

/** How to go on with a job that is stored. */
export type ResumeOptions = Pick<
  RunOptions<unknown, unknown>,
  'out' | 'order' | 'models' | 'budgetMicros' | 'priority'
>;

/** What a Leafcutter is made of; `app.ts` puts it together. */
export interface LeafcutterParts {
  readonly config: Config;
  /** Folder of the store and of downloads. */
  readonly directory: string;
  readonly store: Store;
  readonly pdf: PdfEngine;
  readonly ocr: OcrEngine | null;
  readonly engine: Engine;
  readonly recipes: ReadonlyMap<string, Recipe>;
  /** Specs of the models that are asked when none are named. */
  readonly defaultModels: Readonly<Partial<Record<Tier, string>>>;
  /** A model by its spec, once for each key; the same spec gives the same models. */
  models(spec: string): readonly Model[];
  source(inputs: readonly string[]): Source;
  /** A sink by the ending of its file name; throws `invalid-option` for one it does not know. */
  sink(path: string, recipe: Recipe): Sink;
  /** Keeps other processes off a job; throws `job-running`. Answers the function that lets go. */
  lockJob(jobId: string): Promise<() => Promise<void>>;
  listen(listener: EventListener): () => void;
  /** What the governor knows of each lane now. */
  laneStates(): readonly LaneState[];
  /** Ends workers and connections. */
  close(): Promise<void>;
}

/** Key of the lanes' last states among derived data. */
const LANE_STATES = 'governor:lanes';

/** Documents in, validated data out: the whole system behind one object. Made by `createLeafcutter`. */
export class Leafcutter {
  readonly config: Config;
  readonly directory: string;
  readonly store: Store;
  readonly pdf: PdfEngine;
  readonly ocr: OcrEngine | null;
  readonly recipes: ReadonlyMap<string, Recipe>;
  readonly #parts: LeafcutterParts;
  readonly #runs = new Set<Run>();

  constructor(parts: LeafcutterParts) {
    this.#parts = parts;
    this.config = parts.config;
    this.directory = parts.directory;
    this.store = parts.store;
    this.pdf = parts.pdf;
    this.ocr = parts.ocr;
    this.recipes = parts.recipes;
  }

  /** Adds a listener for events; answers the function that removes it. */
  onEvent(listener: EventListener): () => void {
    return this.#parts.listen(listener);
  }

  /** Runs a recipe over documents and yields their results as they are committed; leaving the loop stops the run. */
  async *run<Options, Data>(options: RunOptions<Options, Data>): AsyncGenerator<DocumentResult<Data>> {
    const run = await this.start(options);
    try {
      for await (const result of run) yield result as DocumentResult<Data>;
    } finally {
      run.stop();
      await run.summary;
    }
  }

  /**
   * Starts a job, or goes on with the one that the same recipe, options and sources made before. Throws
   * `unknown-recipe`, `invalid-option`, `no-model`, `job-running`.
   */
  async start<Options, Data>(options: RunOptions<Options, Data>): Promise<Run> {
    const plan = this.#plan(options as RunOptions<unknown, unknown>);
    const { recipe, route, models } = plan;
    const spec = {
      options: options.options ?? {},
      sources: options.sources.map((source) => (isLocal(source) ? resolve(source) : source)),
      route,
      models: Object.fromEntries(Object.entries(models).map(([tier, [model]]) => [tier, model?.id])),
    };
    const { job } = await this.store.openJob({
      id: randomUUID(),
      key: hashOf({ recipe: recipe.name, version: recipe.version, spec }),
      recipe: recipe.name,
      recipeVersion: recipe.version,
      spec,
    });
    return this.#launch({ ...plan, job }, options);
  }

  /** What `start` with these options would take, extrapolated from a sample; nothing is asked and nothing is paid. */
  async estimate<Options, Data>(options: RunOptions<Options, Data>, sampleSize: number): Promise<Estimate> {
    const plan = this.#plan(options as RunOptions<unknown, unknown>);
    const signal = options.signal ?? new AbortController().signal;
    return this.#parts.engine.estimate(plan, sampleSize, signal);
  }

  #plan(options: RunOptions<unknown, unknown>): Omit<Plan, 'job'> {
    const recipe = this.#recipe(options.recipe as Recipe | string);
    const models = this.#tierModels(options.models);
    const route = options.route ?? (models.fast || models.strong ? 'cascade' : 'rules');
    if (route !== 'rules' && !models.fast && !models.strong) {
      throw new Problem('no-model', {
        detail: `--route ${route} asks a model and none is configured; set GEMINI_API_KEY or name one with --model fast=provider/model`,
      });
    }
    return {
      recipe,
      recipeOptions: parseOptions(recipe, options.options ?? {}),
      models,
      route,
      source: this.#parts.source(options.sources),
    };
  }

  /** Goes on with a stored job: what is not done is done, sinks get what they do not have yet. Throws `job-not-found`. */
  async resume(jobId: string, options: ResumeOptions = {}): Promise<Run> {
    const job = await this.store.getJob(jobId);
    if (!job) throw jobNotFound(jobId);
    const spec = job.spec as { options: unknown; route: Route; models: Partial<Record<Tier, string>> };
    const recipe = this.#recipe(job.recipe);
    const models = this.#tierModels(options.models ?? spec.models);
    const plan = {
      job,
      recipe,
      recipeOptions: parseOptions(recipe, spec.options),
      models,
      route: spec.route,
      source: null,
    };
    return this.#launch(plan, options);
  }

  /** Sets documents of a stored job back to work, the failed and partial ones by default; `resume` then does them. */
  async retry(
    jobId: string,
    states: readonly DocumentState[] = ['failed', 'partial', 'cancelled'],
  ): Promise<number> {
    return this.store.retryDocuments(jobId, states);
  }

  /** Which models would be asked, in words, for `doctor`. */
  describeModels(): string {
    const models = Object.entries(this.#tierModels(undefined));
    if (models.length === 0) return 'none: everything is read by rules; set GEMINI_API_KEY to ask a model';
    return models
      .map(
        ([tier, lanes]) => `${tier} ${lanes[0]?.id} (${lanes.length} ${lanes.length === 1 ? 'key' : 'keys'})`,
      )
      .join(', ');
  }

  /** Writes the results that a job has so far to files; answers how many. Throws `job-not-found`, `output-unwritable`. */
  async export(jobId: string, out: readonly string[], order: ResultOrder = 'document'): Promise<number> {
    const job = await this.store.getJob(jobId);
    if (!job) throw jobNotFound(jobId);
    const deliveries = out.map(
      (path) => new Delivery(this.store, jobId, this.#parts.sink(path, this.#recipe(job.recipe)), order),
    );
    try {
      const written = await Promise.all(deliveries.map((delivery) => delivery.pump()));
      return Math.max(0, ...written);
    } finally {
      await Promise.all(deliveries.map((delivery) => delivery.close()));
    }
  }

  /** Stops every run (calls in flight end and are kept), then closes workers and the store. */
  async close(): Promise<void> {
    for (const run of this.#runs) run.stop();
    await Promise.all([...this.#runs].map((run) => run.summary));
    await this.#parts.close();
    await this.store.close();
  }

  async #launch(plan: Plan, options: ResumeOptions & { readonly signal?: AbortSignal }): Promise<Run> {
    const { recipe } = plan;
    const sinks = (options.out ?? []).map((out) =>
      typeof out === 'string' ? this.#parts.sink(out, recipe) : out,
    );
    const release = await this.#parts.lockJob(plan.job.id);
    const run = this.#parts.engine.run({
      ...plan,
      sinks,
      priority: options.priority ?? 'batch',
      order: options.order ?? 'document',
      budgetMicros: options.budgetMicros ?? null,
    });
    this.#runs.add(run);
    const { signal } = options;
    const cancel = (): void => run.cancel();
    signal?.addEventListener('abort', cancel, { once: true });
    if (signal?.aborted) run.cancel();
    const summary = run.summary.finally(async () => {
      await this.#keepLaneStates();
      signal?.removeEventListener('abort', cancel);
      this.#runs.delete(run);
      await release();
    });
    return { ...run, [Symbol.asyncIterator]: run[Symbol.asyncIterator], summary };
  }

  /** What was learnt of each lane at the end of the last run, of this process or an earlier one; for `doctor`. */
  async lastLaneStates(): Promise<readonly LaneState[]> {
    const kept = await this.store.getDerived(LANE_STATES);
    return kept ? (JSON.parse(new TextDecoder().decode(kept)) as LaneState[]) : [];
  }

  async #keepLaneStates(): Promise<void> {
    const states = this.#parts.laneStates();
    if (states.length === 0) return;
    // A full disk has been reported by the run itself; what was learnt is worth no second failure.
    await this.store
      .putDerived(LANE_STATES, new TextEncoder().encode(JSON.stringify(states)))
      .catch(() => {});
  }

  #recipe(recipe: Recipe | string): Recipe {
    if (typeof recipe !== 'string') return recipe;
    const found = this.recipes.get(recipe);
    if (found) return found;
    throw new Problem('unknown-recipe', {
      detail: `There is no recipe "${recipe}"; there are ${[...this.recipes.keys()].join(', ')}, or name a TypeScript file of your own`,
    });
  }

  #tierModels(given: RunOptions<unknown, unknown>['models']): TierModels {
    const defaults = this.#parts.defaultModels;
    const models: Partial<Record<Tier, readonly Model[]>> = {};
    for (const tier of ['fast', 'strong'] as const) {
      const model =
        given?.[tier] ?? (given && Object.values(given).some(Boolean) ? undefined : defaults[tier]);
      if (typeof model === 'object') models[tier] = [model];
      else if (model) models[tier] = this.#parts.models(model);
    }
    return models;
  }
}

interface Plan {
  readonly job: Job;
  readonly recipe: Recipe;
  readonly recipeOptions: unknown;
  readonly models: TierModels;
  readonly route: Route;
  readonly source: Source | null;
}

function parseOptions(recipe: Recipe, options: unknown): unknown {
  // A name the recipe does not know is a typing error, not a wish to be ignored.
  const schema = recipe.options instanceof z.ZodObject ? recipe.options.strict() : recipe.options;
  const parsed = schema.safeParse(options);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Problem('invalid-option', {
    detail: `Options of recipe ${recipe.name}: ${issue?.path.join('.') || 'value'}: ${issue?.message}`,
  });
}

function jobNotFound(jobId: string): Problem {
  return new Problem('job-not-found', {
    detail: `There is no job ${jobId}; list them with "leafcutter jobs"`,
  });
}

function isLocal(source: string): boolean {
  return source !== '-' && !/^https?:/i.test(source);
}
