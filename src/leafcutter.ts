import type { Config } from './config/config.ts';
import { isCollection } from './domain/collection.ts';
import type { EventListener } from './domain/event.ts';
import type { PageText } from './domain/page-text.ts';
import type { DocumentResult } from './domain/result.ts';
import type { DocumentState } from './domain/states.ts';
import { Delivery, type ResultOrder } from './engine/delivery.ts';
import type { Estimate } from './engine/estimate.ts';
import { type ControlOptions, controlJob, jobNotFound } from './engine/job-control.ts';
import { type JobSpec, parseOptions } from './engine/job-spec.ts';
import { keepLanes, readLanes } from './engine/kept-lanes.ts';
import { isLocal, newJob } from './engine/new-job.ts';
import { nothingThere } from './engine/nothing-found.ts';
import type { QueueWork } from './engine/queue-work.ts';
import { readWords } from './engine/read-words.ts';
import type { Run, RunRequest } from './engine/run.ts';
import { Together } from './engine/together.ts';
import type { LaneState } from './governor/governor.ts';
import { type CreatedJob, createJob } from './leafcutter/create-job.ts';
import { JobPlans, type Plan } from './leafcutter/job-plans.ts';
import type { LeafcutterParts } from './leafcutter/leafcutter-parts.ts';
import type { JobIdentity, ResumeOptions, RunOptions } from './leafcutter/run-options.ts';
import type { OcrEngine, PdfEngine } from './pdf/pdf.ts';
import { Problem } from './problem/problem.ts';
import type { Recipe } from './recipes/recipe.ts';
import type { Job, Store, StoredDocument, StoreReader } from './store/store.ts';

export { noneOfThem, nothingFound } from './engine/nothing-found.ts';
export { ROUTES } from './engine/route.ts';
export type { LaneState, Recipe, ResumeOptions, RunOptions };

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
  /** Specs of the models that are asked when none are named. */
  readonly defaultModels: LeafcutterParts['defaultModels'];
  /** What can be had of the result that a job makes of all its documents together. */
  readonly together: Together;
  readonly #parts: LeafcutterParts;
  readonly #plans: JobPlans;
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
    this.#plans = new JobPlans(parts);
    this.recipes = this.#plans.recipes;
    this.defaultModels = parts.defaultModels;
    this.together = new Together({
      store: parts.store,
      engine: parts.engine,
      archive: parts.archive,
      recipe: (name) => this.#plans.recipe(name),
      models: (specs) => this.#plans.models(specs),
    });
  }

  /** Adds a listener for events; answers the function that removes it. */
  onEvent(listener: EventListener): () => void {
    return this.#parts.listen(listener);
  }

  /** Has a recipe found by its name from now on, in the place of one that has the same. */
  addRecipe(recipe: Recipe): void {
    this.#plans.addRecipe(recipe);
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
    const plan = this.#plans.ofOptions(options as RunOptions<unknown, unknown>);
    // Before there is a job: where nothing can be written none is left behind.
    const sinks = this.#plans.sinks(plan.recipe, options.out);
    const signal = options.signal ?? new AbortController().signal;
    const list = await plan.source?.identify?.(signal);
    const wanted = newJob(plan, options as RunOptions<unknown, unknown>, list === undefined ? {} : { list });
    if (options.sources.every(isLocal) && !(await this.store.findJob(wanted.key))) {
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
  ): Promise<CreatedJob> {
    const plan = this.#plans.ofOptions(options as RunOptions<unknown, unknown>);
    this.#plans.orders(plan, options);
    const { store, config } = this;
    return createJob(
      { store, chunkSize: config.chunkSize },
      { plan, options: options as RunOptions<unknown, unknown>, identity },
    );
  }

  /** What `start` with these options would take, extrapolated from a sample; nothing is asked and nothing is paid. */
  async estimate<Options, Data>(options: RunOptions<Options, Data>, sampleSize: number): Promise<Estimate> {
    // The estimate takes a sample of its own.
    const { sample: _, ...whole } = options;
    const plan = this.#plans.ofEstimate(whole as RunOptions<unknown, unknown>);
    const signal = options.signal ?? new AbortController().signal;
    const request = { ...plan, batch: options.batch ?? false };
    return this.#parts.engine.estimate(request, sampleSize, signal);
  }

  /**
   * Goes on with a stored job: what is not done is done, sinks get what they do not have yet. Its sources are read again
   * only if that was never done to their end. Throws `job-not-found`, `job-running`, and `conflict` when what was left to
   * read came from standard input.
   */
  async resume(jobId: string, options: ResumeOptions = {}): Promise<Run> {
    const job = await this.store.getJob(jobId);
    if (!job) throw jobNotFound(jobId);
    const plan = this.#plans.ofJob(job, options.models);
    return this.#launch(plan, options, { sinks: this.#plans.sinks(plan.recipe, options.out) });
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
    const { letGo } = await this.store.runs.lock(jobId);
    return this.store.retryDocuments(jobId, states).finally(letGo);
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
    await this.#parts.engine.cancelBatches(jobId, this.#plans.models(models));
    return job;
  }

  /** Opens the store for reading alone: what is asked of it does not wait for what is being written. Close it when done. */
  openReader(): Promise<StoreReader & { close(): Promise<void> }> {
    return this.#parts.openReader();
  }

  /** Number of the process that runs a job; null when none does. */
  jobRunner(jobId: string): Promise<number | null> {
    return this.store.runs.runner(jobId);
  }

  /** Keeps other servers off the same folder until what it answers is called; throws `conflict` where one is there. */
  async lockServing(): Promise<() => Promise<void>> {
    return (await this.store.runs.lockServing?.()) ?? (async () => {});
  }

  /** Which models would be asked, in words, for `doctor`. */
  describeModels(): string {
    const models = Object.entries(this.#plans.models(undefined));
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
    const recipe = this.#plans.recipe(job.recipe);
    const sinks = this.#plans.sinks(recipe, out);
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
        const recipe = this.#plans.recipe(job.recipe);
        return {
          recipe,
          recipeOptions: parseOptions(recipe, spec.options),
          models: this.#plans.models(orders.models),
          route: spec.route,
        };
      },
    });
    this.#work.start();
    return this.#work;
  }

  /** Stops every run (calls in flight end and are kept), then closes workers and the store. */
  async close(): Promise<void> {
    for (const run of this.#runs) run.stop();
    await Promise.all([...this.#runs].map((run) => run.summary));
    await this.#work?.drain();
    await this.#parts.close();
    await this.store.close();
  }

  async #launch(
    plan: Plan,
    options: ResumeOptions & { readonly signal?: AbortSignal },
    outcome: Pick<RunRequest, 'sinks' | 'removeEmpty'>,
  ): Promise<Run> {
    const spec = plan.job.spec as unknown as JobSpec;
    const batch = options.batch ?? spec.batch ?? false;
    const pack = options.pack ?? spec.pack ?? this.config.pack;
    const orders = this.#plans.orders(plan, { ...options, batch, pack });
    const { runId, letGo } = await this.store.runs.lock(plan.job.id);
    if (orders && this.config.work) this.work();
    const run = this.#parts.engine.run({
      ...plan,
      // As the last one that ran it has left it.
      job: (await this.store.getJob(plan.job.id)) ?? plan.job,
      ...outcome,
      runId,
      priority: options.priority ?? 'batch',
      order: options.order ?? 'document',
      orders,
      budgetMicros: options.budgetMicros ?? null,
      batch,
      pack,
    });
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
      await keepLanes(this.store, this.laneStates());
      await letGo();
      this.#runs.delete(started);
      if (this.#runs.size > 0) return;
      this.#stopKeeping?.();
      this.#stopKeeping = undefined;
    });
    const started = { ...run, [Symbol.asyncIterator]: run[Symbol.asyncIterator], summary };
    this.#runs.add(started);
    return started;
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
}
