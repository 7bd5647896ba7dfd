import { randomUUID } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Config, loadConfig, type SETTINGS } from './config/config.ts';
import type { EventListener } from './domain/event.ts';
import type { Tier } from './domain/question.ts';
import type { DocumentResult } from './domain/result.ts';
import type { DocumentState } from './domain/states.ts';
import { Delivery, type ResultOrder } from './engine/delivery.ts';
import { Engine, type Run } from './engine/engine.ts';
import type { Clock, TierModels } from './engine/parts.ts';
import { hashOf } from './engine/question-key.ts';
import type { Route } from './engine/route.ts';
import { createGovernor } from './governor/create-governor.ts';
import type { Governor } from './governor/governor.ts';
import { Places } from './governor/places.ts';
import { createModels, defaultModels } from './models/create-model.ts';
import type { Model } from './models/model.ts';
import { costMicros } from './models/prices.ts';
import { createOcrEngine } from './pdf/ocr/create-ocr-engine.ts';
import type { OcrEngine, PdfEngine } from './pdf/pdf.ts';
import { createPdfEngine } from './pdf/pdf-engine.ts';
import { Problem } from './problem/problem.ts';
import { billRecipe } from './recipes/bill/bill.ts';
import { fieldsRecipe } from './recipes/fields/fields.ts';
import type { Recipe } from './recipes/recipe.ts';
import { createCsvSink } from './sink/csv-sink.ts';
import { createJsonlSink } from './sink/jsonl-sink.ts';
import type { Sink } from './sink/sink.ts';
import { createFetch } from './source/create-fetch.ts';
import { createSource } from './source/create-source.ts';
import type { Source } from './source/source.ts';
import { openBlobStore } from './store/blob-store.ts';
import { lockJob } from './store/job-lock.ts';
import { openSqliteStore } from './store/sqlite/sqlite-store.ts';
import type { BlobStore, Job, Store } from './store/store.ts';
import { EventBus } from './telemetry/event-bus.ts';

/** How to make a Leafcutter. Everything has a default: no key means that nothing leaves the machine. */
export interface LeafcutterOptions {
  /** Settings by name; they win over the environment. */
  readonly settings?: Readonly<Partial<Record<keyof typeof SETTINGS, string | number | boolean | undefined>>>;
  /** Default `process.env`. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Recipes besides the built-in ones, to be found by name. */
  readonly recipes?: readonly Recipe[];
  readonly onEvent?: EventListener;
}

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

/** The recipes that come with Leafcutter. */
export const BUILT_IN_RECIPES: readonly Recipe[] = [billRecipe as Recipe, fieldsRecipe as Recipe];

const clock: Clock = {
  now: () => Date.now(),
  sleep: async (ms, signal) => {
    try {
      await sleep(ms, undefined, { signal });
    } catch {
      throw signal.reason;
    }
  },
};

/**
 * Opens the store, starts the workers lazily and puts the engine together. Throws `invalid-option` or
 * `store-unavailable`. Close it when done.
 */
export async function createLeafcutter(options: LeafcutterOptions = {}): Promise<Leafcutter> {
  const config = loadConfig(options.environment ?? process.env, options.settings);
  const directory = resolve(config.dataDirectory);
  const store = await openSqliteStore({ path: join(directory, 'leafcutter.db') });
  const blobs = await openBlobStore(join(directory, 'blobs'));
  return new Leafcutter(config, directory, { store, blobs }, options);
}

/** Documents in, validated data out: the whole system behind one object. */
export class Leafcutter {
  readonly config: Config;
  /** Folder of the store and of downloads. */
  readonly directory: string;
  readonly store: Store;
  readonly pdf: PdfEngine;
  readonly ocr: OcrEngine | null;
  readonly recipes: ReadonlyMap<string, Recipe>;
  readonly #events: EventBus;
  readonly #engine: Engine;
  readonly #models = new Map<string, readonly Model[]>();
  readonly #runs = new Set<Run>();

  /** Use `createLeafcutter`. */
  constructor(
    config: Config,
    directory: string,
    { store, blobs }: { readonly store: Store; readonly blobs: BlobStore },
    options: LeafcutterOptions,
  ) {
    this.config = config;
    this.directory = directory;
    this.store = store;
    this.recipes = new Map(
      [...BUILT_IN_RECIPES, ...(options.recipes ?? [])].map((recipe) => [recipe.name, recipe]),
    );
    this.#events = new EventBus((error) => {
      throw error;
    });
    if (options.onEvent) this.#events.listen(options.onEvent);
    const workers = config.pdfWorkers || availableParallelism();
    this.pdf = createPdfEngine({ workers });
    this.ocr = config.ocr === 'auto' ? createOcrEngine({ workers }) : null;
    this.#engine = new Engine(
      {
        config: { ...config, pdfWorkers: workers },
        store,
        blobs,
        pdf: this.pdf,
        ocr: this.ocr,
        fetch: createFetch({
          allowHosts: config.allowHosts,
          maxBytes: config.maxFileMegabytes * 1_000_000,
        }),
        governor: this.#createGovernor(),
        splits: new Places(config.maxSplits),
        price: costMicros,
        clock,
        random: Math.random,
        emit: this.#events.emit,
      },
      () => process.memoryUsage.rss(),
    );
  }

  /** Adds a listener for events; answers the function that removes it. */
  onEvent(listener: EventListener): () => void {
    return this.#events.listen(listener);
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
    const recipe = this.#recipe(options.recipe as Recipe | string);
    const recipeOptions = parseOptions(recipe, options.options ?? {});
    const models = this.#tierModels(options.models);
    const route = options.route ?? (models.fast || models.strong ? 'cascade' : 'rules');
    if (route !== 'rules' && !models.fast && !models.strong) {
      throw new Problem('no-model', {
        detail: `--route ${route} asks a model and none is configured; set GEMINI_API_KEY or name one with --model fast=provider/model`,
      });
    }
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
    const source = createSource(options.sources);
    return this.#launch({ job, recipe, recipeOptions, models, route, source }, options);
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
      (path) => new Delivery(this.store, jobId, openSink(path, this.#recipe(job.recipe)), order),
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
    const models = [...this.#models.values()].flat();
    await Promise.all([this.pdf.close(), this.ocr?.close(), ...models.map((model) => model.close())]);
    await this.store.close();
  }

  async #launch(plan: Plan, options: ResumeOptions & { readonly signal?: AbortSignal }): Promise<Run> {
    const { recipe } = plan;
    const sinks = (options.out ?? []).map((out) => (typeof out === 'string' ? openSink(out, recipe) : out));
    const release = await lockJob(join(this.directory, 'locks'), plan.job.id);
    const run = this.#engine.run({
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
      signal?.removeEventListener('abort', cancel);
      this.#runs.delete(run);
      await release();
    });
    return { ...run, [Symbol.asyncIterator]: run[Symbol.asyncIterator], summary };
  }

  #createGovernor(): Governor {
    const { config } = this;
    // Zero means unknown: then the governor learns.
    const known = {
      ...(config.requestsPerMinute ? { requestsPerMinute: config.requestsPerMinute } : {}),
      ...(config.tokensPerMinute ? { tokensPerMinute: config.tokensPerMinute } : {}),
      ...(config.requestsPerDay ? { requestsPerDay: config.requestsPerDay } : {}),
    };
    return createGovernor({
      clock: {
        now: () => performance.now(),
        wallNow: clock.now,
        setTimer: (callback, delayMs) => {
          const timer = setTimeout(callback, delayMs);
          return () => clearTimeout(timer);
        },
      },
      defaultLimits: known,
      ceilings: {
        process: config.concurrent ? config.maxInFlight : 1,
        ...(config.maxClassify ? { classify: config.maxClassify } : {}),
        ...(config.maxExtract ? { extract: config.maxExtract } : {}),
        section: config.maxSectionTasks,
      },
      onChange: (state) => this.#events.emit({ type: 'governor-change', ...state }),
    });
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
    const defaults = defaultModels(this.config);
    const models: Partial<Record<Tier, readonly Model[]>> = {};
    for (const tier of ['fast', 'strong'] as const) {
      const model =
        given?.[tier] ?? (given && Object.values(given).some(Boolean) ? undefined : defaults[tier]);
      if (typeof model === 'object') models[tier] = [model];
      else if (model) models[tier] = this.#createModels(model);
    }
    return models;
  }

  #createModels(spec: string): readonly Model[] {
    const known = this.#models.get(spec);
    if (known) return known;
    const models = createModels(spec, {
      config: this.config,
      remoteFiles: this.store.remoteFiles,
      now: clock.now,
    });
    this.#models.set(spec, models);
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
  const parsed = recipe.options.safeParse(options);
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

/** A sink by the ending of its file name. Throws `invalid-option` for an ending it does not know. */
export function openSink(path: string, recipe: Recipe): Sink {
  if (/\.(jsonl|ndjson)$/i.test(path)) return createJsonlSink({ path: resolve(path) });
  if (/\.csv$/i.test(path)) return createCsvSink({ path: resolve(path), tables: recipe.tables });
  throw new Problem('invalid-option', { detail: `--out ${path}: the name must end in .jsonl or .csv` });
}
