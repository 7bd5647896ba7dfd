import type { Config } from './config/config.ts';
import { isCollection } from './domain/collection.ts';
import type { EventListener } from './domain/event.ts';
import type { PageText } from './domain/page-text.ts';
import type { Tier } from './domain/question.ts';
import type { DocumentResult } from './domain/result.ts';
import type { DocumentState } from './domain/states.ts';
import { Delivery, type ResultOrder } from './engine/delivery.ts';
import type { Engine } from './engine/engine.ts';
import type { Estimate } from './engine/estimate.ts';
import { type ControlOptions, controlJob, jobNotFound } from './engine/job-control.ts';
import { type JobSpec, narrowingOf, parseOptions } from './engine/job-spec.ts';
import { keepLanes, readLanes } from './engine/kept-lanes.ts';
import { isLocal, newJob } from './engine/new-job.ts';
import { nothingThere } from './engine/nothing-found.ts';
import type { Clock, TierModels } from './engine/parts.ts';
import type { QueueWork } from './engine/queue-work.ts';
import { readWords } from './engine/read-words.ts';
import { asksModel, type Route } from './engine/route.ts';
import type { Run, RunRequest } from './engine/run.ts';
import { Together } from './engine/together.ts';
import type { LaneState } from './governor/governor.ts';
import type { Model } from './models/model.ts';
import type { OcrEngine, PdfEngine } from './pdf/pdf.ts';
import { Problem } from './problem/problem.ts';
import type { DocumentQueue, JobOrders } from './queue/queue.ts';
import type { Recipe } from './recipes/recipe.ts';
import type { Sink } from './sink/sink.ts';
import type { Narrowing, Source } from './source/source.ts';
import type { BlobStore, Job, ListedItem, Store, StoredDocument, StoreReader } from './store/store.ts';

export { noneOfThem, nothingFound } from './engine/nothing-found.ts';
export { ROUTES } from './engine/route.ts';
export type { LaneState, Recipe };

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

/** What a Leafcutter is made of; `app.ts` puts it together. */
export interface LeafcutterParts {
  readonly config: Config;
  /** Folder of the store and of downloads. */
  readonly directory: string;
  readonly store: Store;
  readonly blobs: BlobStore;
  readonly pdf: PdfEngine;
  readonly ocr: OcrEngine | null;
  readonly engine: Engine;
  readonly recipes: ReadonlyMap<string, Recipe>;
  /** Specs of the models that are asked when none are named. */
  readonly defaultModels: Readonly<Partial<Record<Tier, string>>>;
  /** A model by its spec, once for each key; the same spec gives the same models. */
  models(spec: string): readonly Model[];
  source(inputs: readonly string[], narrowing: Narrowing): Source;
  /** The sinks that a path stands for, by its ending; throws `invalid-option` for one it does not know. */
  sinks(path: string, recipe: Recipe): readonly Sink[];
  /** A ZIP archive of texts. */
  archive(files: readonly { readonly path: string; readonly text: string }[]): Promise<Uint8Array>;
  readonly clock: Pick<Clock, 'sleep' | 'every'>;
  /** Keeps other processes off a job; throws `job-running`. Answers the function that lets go. */
  lockJob(jobId: string): Promise<() => Promise<void>>;
  /** Number of the process that runs a job; null when none does. */
  jobRunner(jobId: string): Promise<number | null>;
  /** Keeps other servers off the folder; throws `conflict`. Absent where several may share it. */
  readonly lockServing: (() => Promise<() => Promise<void>>) | undefined;
  /** Opens the store for reading alone, where that does not wait for what is being written; close it when done. */
  openReader(): Promise<StoreReader & { close(): Promise<void> }>;
  listen(listener: EventListener): () => void;
  /** What the governor knows of each lane now. */
  laneStates(): readonly LaneState[];
  /** Where passages lie and what compares them. */
  describePassages(): Promise<string>;
  /** How documents reach other processes; null where one has the store to itself. */
  readonly queue: DocumentQueue | null;
  /** Recipes that every process of this version has: others are run where they are known. */
  readonly sharedRecipes: ReadonlySet<Recipe>;
  /** Ends workers and connections. */
  close(): Promise<void>;
}

/** While jobs run, states of the lanes are written down this often, for whoever watches from another process. */
const KEEP_LANES_MS = 5_000;

/** Documents in, validated data out: the whole system behind one object. Made by `createLeafcutter`. */
export class Leafcutter {
  readonly config: Config;
  readonly directory: string;
  readonly store: Store;
  readonly pdf: PdfEngine;
  readonly ocr: OcrEngine | null;
  readonly recipes: ReadonlyMap<string, Recipe>;
  readonly #recipes: Map<string, Recipe>;
  /** Specs of the models that are asked when none are named. */
  readonly defaultModels: LeafcutterParts['defaultModels'];
  /** What can be had of the result that a job makes of all its documents together. */
  readonly together: Together;
  readonly #parts: LeafcutterParts;
  readonly #runs = new Set<Run>();
  #work: Pick<QueueWork, 'start' | 'drain' | 'documents'> | undefined;
  #stopKeeping: (() => void) | undefined;

  constructor(parts: LeafcutterParts) {
    this.#parts = parts;
    this.config = parts.config;
    this.directory = parts.directory;
    this.store = parts.store;
    this.pdf = parts.pdf;
    this.ocr = parts.ocr;
    this.recipes = this.#recipes = new Map(parts.recipes);
    this.defaultModels = parts.defaultModels;
    this.together = new Together({
      store: parts.store,
      engine: parts.engine,
      archive: parts.archive,
      recipe: (name) => this.#recipe(name),
      models: (specs) => this.#tierModels(specs),
    });
  }

  /** Adds a listener for events; answers the function that removes it. */
  onEvent(listener: EventListener): () => void {
    return this.#parts.listen(listener);
  }

  /** Has a recipe found by its name from now on, in the place of one that has the same. */
  addRecipe(recipe: Recipe): void {
    this.#recipes.set(recipe.name, recipe);
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
   * Starts a job, or goes on with the one that the same recipe, options and sources made before; where the sources hold
   * no document it is removed again. Throws `unknown-recipe`, `invalid-option`, `no-model`, `job-running`,
   * `output-unwritable`, and `file-not-found` where no path that a new job names is there.
   */
  async start<Options, Data>(options: RunOptions<Options, Data>): Promise<Run> {
    const plan = this.#plan(options as RunOptions<unknown, unknown>);
    // Before there is a job: where nothing can be written none is left behind.
    const sinks = this.#sinks(plan.recipe, options.out);
    const wanted = newJob(plan, options as RunOptions<unknown, unknown>);
    if (options.sources.every(isLocal) && !(await this.store.findJob(wanted.key))) {
      const signal = options.signal ?? new AbortController().signal;
      const problem = await nothingThere(this.#parts.source(options.sources, {}), signal);
      if (problem) throw problem;
    }
    const { job } = await this.store.openJob(wanted);
    return this.#launch({ ...plan, job }, options, { sinks, removeEmpty: true });
  }

  /**
   * Stores the job that `start` would start and leaves it `queued`; `resume` begins it. `documents`: how many a job that is
   * new was listed with. Throws `unknown-recipe`,
   * `invalid-option`, `no-model`.
   */
  async create<Options, Data>(
    options: RunOptions<Options, Data>,
    identity: JobIdentity = {},
  ): Promise<{ readonly job: Job; readonly created: boolean; readonly documents: number }> {
    const plan = this.#plan(options as RunOptions<unknown, unknown>);
    this.#orders(plan, options);
    if (!identity.listNow || !plan.source) {
      const job = newJob(plan, options as RunOptions<unknown, unknown>, identity);
      return { ...(await this.store.openJob(job)), documents: 0 };
    }
    const job = newJob(plan, { ...options, sources: [] } as RunOptions<unknown, unknown>, identity);
    const chunks = this.#list(plan.source, identity.names);
    const { value: items = [] } = await chunks.next();
    if (items.length < this.config.chunkSize) {
      // On disk with one sync.
      const opened = await this.store.openJob(job, items);
      return { ...opened, documents: new Set(items.map(({ key }) => key)).size };
    }
    const opened = await this.store.openJob(job);
    if (!opened.created) return { ...opened, documents: 0 };
    let documents = 0;
    const add = async (more: readonly ListedItem[]): Promise<void> => {
      documents += (await this.store.addDocuments(job.id, more)).added;
    };
    await add(items);
    for await (const more of chunks) await add(more);
    await this.store.setJobListed(job.id, true);
    return { job: { ...opened.job, listed: true }, created: true, documents };
  }

  async *#list(
    source: Source,
    names?: ReadonlyMap<string, string>,
  ): AsyncGenerator<readonly ListedItem[], void> {
    const { chunkSize } = this.config;
    let items: ListedItem[] = [];
    for await (const { problem, ...listed } of source.list(new AbortController().signal)) {
      const item = { ...listed, name: names?.get(listed.key) ?? listed.name };
      items.push(problem ? { ...item, problem: problem.toJSON() } : item);
      if (items.length < chunkSize) continue;
      yield items;
      items = [];
    }
    if (items.length > 0) yield items;
  }

  /** What `start` with these options would take, extrapolated from a sample; nothing is asked and nothing is paid. */
  async estimate<Options, Data>(options: RunOptions<Options, Data>, sampleSize: number): Promise<Estimate> {
    // The estimate takes a sample of its own.
    const { sample: _, ...whole } = options;
    const plan = this.#plan(whole as RunOptions<unknown, unknown>);
    const signal = options.signal ?? new AbortController().signal;
    const request = { ...plan, batch: options.batch ?? false };
    return this.#parts.engine.estimate(request, sampleSize, signal);
  }

  #plan(options: RunOptions<unknown, unknown>): Omit<Plan, 'job'> {
    const recipe = this.#recipe(options.recipe as Recipe | string);
    const models = this.#tierModels(options.models);
    const route = options.route ?? (models.fast || models.strong ? 'cascade' : 'rules');
    if (asksModel(route) && !models.fast && !models.strong) {
      throw new Problem('no-model', {
        detail: `--route ${route} asks a model and none is configured; set GEMINI_API_KEY or name one with --model fast=provider/model`,
      });
    }
    if (options.batch === true) checkTakesBatches(route, models);
    return {
      recipe,
      recipeOptions: parseOptions(recipe, options.options ?? {}),
      models,
      route,
      source: this.#parts.source(options.sources, narrowingOf(options)),
    };
  }

  /**
   * Goes on with a stored job: what is not done is done, sinks get what they do not have yet. Its sources are read again
   * only if that was never done to their end. Throws `job-not-found`, `job-running`, and `conflict` when what was left to
   * read came from standard input.
   */
  async resume(jobId: string, options: ResumeOptions = {}): Promise<Run> {
    const job = await this.store.getJob(jobId);
    if (!job) throw jobNotFound(jobId);
    const spec = job.spec as unknown as JobSpec;
    const recipe = this.#recipe(job.recipe);
    const models = this.#tierModels(options.models ?? spec.models);
    const plan = {
      job,
      recipe,
      recipeOptions: parseOptions(recipe, spec.options),
      models,
      route: spec.route,
      source: job.listed ? null : this.#unreadSource(job, spec),
    };
    return this.#launch(plan, options, { sinks: this.#sinks(plan.recipe, options.out) });
  }

  #unreadSource(job: Job, { sources, narrowing = {} }: JobSpec): Source {
    if (!sources.includes('-')) return this.#parts.source(sources, narrowing);
    throw new Problem('conflict', {
      detail: `The list that job ${job.id} read from standard input was not read to its end; run the same command with the same list again`,
    });
  }

  /**
   * Sets documents of a stored job back to work, the failed and partial ones by default; `resume` then does them. Throws
   * `job-not-found`, and `job-running` while a process works on the job.
   */
  async retry(
    jobId: string,
    states: readonly DocumentState[] = ['failed', 'partial', 'cancelled'],
  ): Promise<number> {
    if (!(await this.store.getJob(jobId))) throw jobNotFound(jobId);
    const release = await this.#parts.lockJob(jobId);
    return this.store.retryDocuments(jobId, states).finally(release);
  }

  /** Pauses a job, whichever process runs it, and waits until it rests: calls in flight end and are kept. */
  pause(jobId: string, options?: ControlOptions): Promise<Job> {
    return controlJob(this.#parts, jobId, 'pause', options);
  }

  /** Cancels a job, whichever process runs it, and waits until that is done: calls in flight are aborted, batches too. */
  async cancel(jobId: string, options?: ControlOptions): Promise<Job> {
    const job = await controlJob(this.#parts, jobId, 'cancel', options);
    const batches = await this.store.batches.list();
    if (job.state !== 'cancelled' || !batches.some((batch) => batch.jobId === jobId)) return job;
    const { models } = job.spec as unknown as JobSpec;
    await this.#parts.engine.cancelBatches(jobId, this.#tierModels(models));
    return job;
  }

  /** Opens the store for reading alone: what is asked of it does not wait for what is being written. Close it when done. */
  openReader(): Promise<StoreReader & { close(): Promise<void> }> {
    return this.#parts.openReader();
  }

  /** Number of the process that runs a job; null when none does. */
  jobRunner(jobId: string): Promise<number | null> {
    return this.#parts.jobRunner(jobId);
  }

  /** Keeps other servers off the same folder until what it answers is called; throws `conflict` where one is there. */
  async lockServing(): Promise<() => Promise<void>> {
    return (await this.#parts.lockServing?.()) ?? (async () => {});
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

  /** Where the passages of courses lie and what finds them, in one line for people. Throws `store-unavailable`. */
  describePassages(): Promise<string> {
    return this.#parts.describePassages();
  }

  /** Writes the results that a job has so far to files; answers how many. Throws `job-not-found`, `output-unwritable`. */
  async export(jobId: string, out: readonly string[], order: ResultOrder = 'document'): Promise<number> {
    const job = await this.store.getJob(jobId);
    if (!job) throw jobNotFound(jobId);
    const recipe = this.#recipe(job.recipe);
    const sinks = this.#sinks(recipe, out);
    const deliveries = sinks.map((sink) => new Delivery(this.store, jobId, sink, order));
    try {
      const written = await Promise.all(deliveries.map((delivery) => delivery.pump()));
      return Math.max(0, ...written);
    } finally {
      await Promise.all(deliveries.map((delivery) => delivery.close()));
    }
  }

  /**
   * Works on documents of every job that processes of this store run, until it is drained or closed. Throws
   * `invalid-option` without DATABASE_URL. What keeps it from its work goes to the first caller's `onTrouble`.
   */
  work(onTrouble: (problem: Problem) => void = () => {}): Pick<QueueWork, 'drain' | 'documents'> {
    const { queue, engine } = this.#parts;
    if (!queue) {
      throw new Problem('invalid-option', {
        detail: 'A worker shares a PostgreSQL database with others: set DATABASE_URL to its address',
      });
    }
    this.#work ??= engine.queueWork({
      queue,
      onTrouble,
      // One that was given its name in this process alone is another.
      recipes: () =>
        [...this.#parts.sharedRecipes].filter((recipe) => this.recipes.get(recipe.name) === recipe),
      plan: (job, orders) => {
        const spec = job.spec as unknown as JobSpec;
        const recipe = this.#recipe(job.recipe);
        return {
          recipe,
          recipeOptions: parseOptions(recipe, spec.options),
          models: this.#tierModels(orders.models),
          route: spec.route,
        };
      },
    });
    this.#work.start();
    return this.#work;
  }

  /**
   * What others have to know to work on the job's documents; null where only this process can. Throws `invalid-option` when
   * it is told to leave work to others.
   */
  #orders(
    { recipe, models }: Pick<Plan, 'recipe' | 'models'>,
    { priority = 'batch', budgetMicros = null, batch, pack = 1 }: ResumeOptions,
  ): JobOrders | null {
    const { queue, sharedRecipes } = this.#parts;
    if (!queue) return null;
    const names: Partial<Record<Tier, string>> = {};
    let alone: string | undefined;
    if (batch) alone = 'the questions of a job with batches are gathered in one process';
    if (!sharedRecipes.has(recipe)) alone = `recipe ${recipe.name} is known to this process alone`;
    for (const [tier, lanes] of Object.entries(models)) {
      const [model] = lanes;
      if (model && this.#parts.models(model.id)[0] === model) names[tier as Tier] = model.id;
      else alone = `the model of tier ${tier} was handed over ready-made and is known to this process alone`;
    }
    if (alone === undefined) {
      const { name, version } = recipe;
      return { recipe: { name, version }, priority, budgetMicros, models: names, pack };
    }
    if (this.config.work) return null;
    throw new Problem('invalid-option', {
      detail: `This process leaves documents to workers (--no-work or LEAFCUTTER_WORK=false), and ${alone}: run the job in one that works itself`,
    });
  }

  /** Stops every run (calls in flight end and are kept), then closes workers and the store. */
  async close(): Promise<void> {
    for (const run of this.#runs) run.stop();
    await Promise.all([...this.#runs].map((run) => run.summary));
    await this.#work?.drain();
    await this.#parts.close();
    await this.store.close();
  }

  #sinks(recipe: Recipe, out: ResumeOptions['out'] = []): readonly Sink[] {
    return out.flatMap((one) => (typeof one === 'string' ? this.#parts.sinks(one, recipe) : [one]));
  }

  async #launch(
    plan: Plan,
    options: ResumeOptions & { readonly signal?: AbortSignal },
    outcome: Pick<RunRequest, 'sinks' | 'removeEmpty'>,
  ): Promise<Run> {
    const spec = plan.job.spec as unknown as JobSpec;
    const batch = options.batch ?? spec.batch ?? false;
    const pack = options.pack ?? spec.pack ?? this.config.pack;
    const orders = this.#orders(plan, { ...options, batch, pack });
    const release = await this.#parts.lockJob(plan.job.id);
    if (orders && this.config.work) this.work();
    const run = this.#parts.engine.run({
      ...plan,
      // As the last one that ran it has left it.
      job: (await this.store.getJob(plan.job.id)) ?? plan.job,
      ...outcome,
      priority: options.priority ?? 'batch',
      order: options.order ?? 'document',
      orders,
      budgetMicros: options.budgetMicros ?? null,
      batch,
      pack,
    });
    this.#runs.add(run);
    this.#stopKeeping ??= this.#parts.clock.every(
      KEEP_LANES_MS,
      () => void keepLanes(this.store, this.laneStates()),
    );
    const { signal } = options;
    const cancel = (): void => run.cancel();
    signal?.addEventListener('abort', cancel, { once: true });
    if (signal?.aborted) run.cancel();
    const summary = run.summary.finally(async () => {
      signal?.removeEventListener('abort', cancel);
      this.#runs.delete(run);
      if (this.#runs.size === 0) {
        this.#stopKeeping?.();
        this.#stopKeeping = undefined;
      }
      await keepLanes(this.store, this.laneStates());
      await release();
    });
    return { ...run, [Symbol.asyncIterator]: run[Symbol.asyncIterator], summary };
  }

  /** Where a document's bytes lie on this machine. Throws `conflict` while they are not here yet. */
  async documentPath({ id, source, sha256 }: StoredDocument): Promise<string> {
    if (isCollection(source)) {
      throw new Problem('conflict', {
        detail: `Document ${id} stands for all documents of its job; its pages are theirs`,
      });
    }
    if (source.modifiedMs !== undefined) return source.key;
    const path = sha256 === null ? null : await this.#parts.blobs.find(sha256);
    if (path !== null) return path;
    throw new Problem('conflict', { detail: `Document ${id} is not downloaded yet; ask again later` });
  }

  /** The words of a page of a document, recognised ones where it has no text layer. Errors of `documentPath` and of reading. */
  async pageText(document: StoredDocument, pageNumber: number): Promise<PageText> {
    const path = await this.documentPath(document);
    const { pdf, ocr, store } = this.#parts;
    // Recognised words are kept by the hash; without one the document was not read yet, and nobody waits for it here.
    if (document.sha256 === null) return pdf.words(path, pageNumber, { urgent: true });
    return readWords({ pdf, ocr, store }, { path, sha256: document.sha256 }, pageNumber);
  }

  /** What the governor knows of each lane now. */
  laneStates(): readonly LaneState[] {
    return this.#parts.laneStates();
  }

  /** What was learnt of each lane at the end of the last run, of this process or an earlier one; for `doctor`. */
  async lastLaneStates(): Promise<readonly LaneState[]> {
    return (await readLanes(this.store))?.lanes ?? [];
  }

  /** What the process that runs a job wrote down of its lanes, at most seconds ago; null when there is nothing of it. */
  async laneStatesOfRunner(jobId: string): Promise<readonly LaneState[] | null> {
    const kept = await readLanes(this.store);
    return kept && kept.processId === (await this.jobRunner(jobId)) ? kept.lanes : null;
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

/** Throws `invalid-option` when no question could go in a batch. */
function checkTakesBatches(route: Route, models: TierModels): void {
  const all = Object.values(models).flat();
  if (asksModel(route) && all.some(({ batches }) => batches)) return;
  const why = asksModel(route)
    ? `${all.map(({ id }) => id).join(', ')} takes none`
    : `--route ${route} asks no model`;
  throw new Problem('invalid-option', {
    detail: `--batch: ${why}; batches need a model such as --model gemini/gemini-3.8-flash`,
  });
}
