import { COLLECTION_KEY, isCollection } from '../domain/collection.ts';
import { countEnded } from '../domain/states.ts';
import { Problem, problemFromJson, toProblem } from '../problem/problem.ts';
import type { DocumentQueue, JobOrders, RunStanding } from '../queue/queue.ts';
import type { SourceEntry } from '../source/source.ts';
import type { StoredDocument } from '../store/store.ts';
import { documentTurn } from './document-turn.ts';
import { JobBatches } from './job-batches.ts';
import { JobPacks } from './job-packs.ts';
import type { JobSpec } from './job-spec.ts';
import type { MemoryGate } from './memory-gate.ts';
import { nothingFound } from './nothing-found.ts';
import { listMembers } from './open-collection.ts';
import { type Outlet, PacedDelivery } from './paced-delivery.ts';
import type { EngineParts } from './parts.ts';
import { PauseGate } from './pause-gate.ts';
import type { DocumentTask } from './process-document.ts';
import type { RememberedCalls } from './remembered-calls.ts';
import { asksModel } from './route.ts';
import type { RunRequest } from './run.ts';
import { SameInJob } from './same-in-job.ts';
import { Bell } from './signals.ts';

/** Documents claimed in one transaction at the most. */
const CLAIM = 64;
/** Documents in work per PDF worker where no model is asked: enough to keep every worker busy. */
const DOCUMENTS_PER_WORKER = 3;
/** Documents in work where questions go in batches: what one batch holds. */
const BATCH_DOCUMENTS = 1_000;
/** How often a run looks whether another process asked it to pause or cancel. */
const HEED_MS = 1_000;
/** How often at the most, where documents end one after another. */
const HEED_AT_MOST_MS = 100;

/** How often the line of documents is filled up. */
const FEED_MS = 250;
/** The work of one job in this process: lists documents, claims them, processes them side by side, commits results. */
export class JobRun {
  /** Tells this run from any other of the job. */
  readonly id: string;
  /** Rings at every committed result and at the end. */
  readonly committed = new Bell();
  /** True once the sources are read to their end. */
  listed = false;
  cancelled = false;
  ended = false;
  /** True when another process runs the job, or has ended it: this one was silent for too long, and writes nothing of it. */
  lost = false;
  /** True when the sources were read to their end and the job has no document at all. */
  empty = false;
  /** Documents that this run has ended. */
  processed = 0;
  readonly #parts: EngineParts;
  /** As those see it whom a pause holds back. */
  readonly #guarded: EngineParts;
  readonly #calls: RememberedCalls;
  readonly #memory: MemoryGate;
  readonly #request: RunRequest;
  readonly #stopping = new AbortController();
  readonly #abort = new AbortController();
  readonly #gate = new PauseGate();
  readonly #batches: JobBatches;
  readonly #packs: JobPacks | null;
  readonly #same: SameInJob;
  readonly #running = new Set<Promise<void>>();
  /** Rings when documents were listed or one has ended. */
  readonly #changed = new Bell();
  /** The document that is all the others together, claimed and waiting for them. */
  #together: StoredDocument | undefined;
  #problem: Problem | undefined;
  /** Documents that an earlier run has ended, as far as they still count. */
  #endedBefore = 0;
  /** Documents found so far. */
  #found = 0;
  #heeding = false;
  #heededMs = Number.NEGATIVE_INFINITY;

  constructor(parts: EngineParts, calls: RememberedCalls, memory: MemoryGate, request: RunRequest) {
    this.id = request.runId;
    this.#parts = parts;
    this.#calls = calls;
    this.#memory = memory;
    this.#request = request;
    this.#guarded = { ...parts, governor: this.#gate.guard(parts.governor) };
    this.#batches = new JobBatches(
      {
        engine: this.#guarded,
        jobId: request.job.id,
        models: request.models,
        collect: request.batch ?? false,
        budgetMicros: request.budgetMicros,
        stopping: this.#stopping.signal,
      },
      (problem) => this.#halt(problem),
    );
    const { pack: size = 1 } = request;
    this.#same = new SameInJob({ ...parts, jobId: request.job.id, stopping: this.#stopping.signal });
    this.#packs =
      size > 1 ? new JobPacks({ engine: this.#guarded, size, stopping: this.#stopping.signal }) : null;
  }

  pause(): void {
    if (this.#over || !this.#gate.close()) return;
    this.#parts.emit({ type: 'job-pause', jobId: this.#request.job.id });
    this.#changed.ring();
  }

  resume(): void {
    if (this.#over || !this.#gate.open()) return;
    this.#parts.emit({ type: 'job-resume', jobId: this.#request.job.id });
    this.#changed.ring();
  }

  /** Nothing new starts any more, whatever is asked. */
  get #over(): boolean {
    return this.ended || this.#stopping.signal.aborted;
  }

  stop(): void {
    this.#halt(new Problem('cancelled', { detail: 'The run was stopped' }));
  }

  cancel(): void {
    this.cancelled = true;
    this.stop();
    this.#abort.abort(new Problem('cancelled', { detail: 'The job was cancelled' }));
  }

  end(): void {
    this.ended = true;
    this.committed.ring();
  }

  /** True while the sources may still show that a document changed since an earlier run, and its result is void. */
  get mayBeSetBack(): boolean {
    const { job, source } = this.#request;
    return !this.listed && source !== null && job.startedMs !== null;
  }

  /** Works until nothing is left or the job has to stop; answers why it stopped early. */
  async work(outlet: Outlet): Promise<Problem | undefined> {
    const { store, emit, governor, clock } = this.#parts;
    const { job, budgetMicros } = this.#request;
    if (!(await store.beginRun(job.id, this.id))) return this.lose();
    // A cancel that no run before has carried out.
    if (job.startedMs !== null) await this.#heed();
    await this.#open();
    const batches = this.#batches;
    await batches.open();
    const spent = await store.jobUsage(job.id);
    governor.setBudget(job.id, budgetMicros, spent.costMicros + batches.heldMicros);
    this.#endedBefore = countEnded(await store.countDocuments(job.id));
    emit({
      type: 'job-start',
      jobId: job.id,
      recipe: this.#request.recipe.name,
      resumed: job.startedMs !== null,
    });
    const results = new PacedDelivery(outlet, clock, (problem) => this.#halt(problem));
    const stopHeeding = clock.every(HEED_MS, () => void this.#heed());
    try {
      await Promise.all([this.#list(results), this.#shared ? this.#direct(results) : this.#process(results)]);
    } catch (error) {
      this.#halt(toProblem(error));
    }
    await Promise.allSettled(this.#running);
    await results.end();
    // Before its calls are waited for: those who work on the job here abort them where it is cancelled.
    if (this.#shared && (await this.#standing(this.#shared.queue)).isOurs)
      await this.#shared.queue.end(job.id, this.cancelled ? 'cancel' : 'stop');
    await this.#calls.idle(job.id);
    await this.#packs?.close();
    await batches.close();
    if (this.cancelled && !this.lost) await batches.cancel();
    stopHeeding();
    governor.setBudget(job.id, null, 0);
    return this.#problem;
  }

  #halt(problem: Problem): void {
    this.#problem ??= problem;
    this.#stopping.abort(problem);
    this.#changed.ring();
  }

  /** Where any process may work on the documents: the queue, and what they have to know. */
  get #shared(): { readonly queue: DocumentQueue; readonly orders: JobOrders } | null {
    const { queue } = this.#parts;
    const { orders } = this.#request;
    return queue && orders ? { queue, orders } : null;
  }

  /** What an earlier run of this process's kind left in work is free again; what others work on is theirs. */
  async #open(): Promise<void> {
    const { id } = this.#request.job;
    if (this.#shared) await this.#shared.queue.open(id, this.#shared.orders);
    else await this.#parts.store.releaseDocuments(id, this.id);
  }

  /** Has documents worked on by whoever takes them: keeps the line filled, hands on what is committed, hears of an end. */
  async #direct(results: PacedDelivery): Promise<void> {
    const { store, clock } = this.#parts;
    const { queue } = this.#shared!;
    const { id } = this.#request.job;
    const stopped = this.#stopping.signal;
    let known = -1;
    while (!stopped.aborted) {
      const listed = this.listed;
      const { isOurs, problem } = await this.#standing(queue);
      if (!isOurs) return;
      if (problem) this.#halt(problemFromJson(problem));
      if (!this.#gate.closed) await queue.feed(id);
      const counts = await store.countDocuments(id);
      const ended = countEnded(counts);
      if (ended !== known) {
        known = ended;
        this.processed = Math.max(0, ended - this.#endedBefore);
        this.committed.ring();
        if (!this.mayBeSetBack) results.handOn();
      }
      const rests = counts.pending + counts.waiting + counts.running === 0;
      if (listed && rests && !(await this.#addTogether(results))) return;
      await clock.sleep(FEED_MS, stopped).catch(() => {});
    }
  }

  /** How the run stands with the others. One that is another process's by now is theirs to end: ours is over. */
  async #standing(queue: DocumentQueue): Promise<RunStanding> {
    const { id } = this.#request.job;
    const standing = await queue.standing(id);
    if (standing.isOurs) return standing;
    await this.lose();
    return standing;
  }

  /** Leaves the job to the run that has it now, with the cancel that this one was told; answers why this one is over. */
  async lose(): Promise<Problem> {
    const { id } = this.#request.job;
    this.lost = true;
    const why = new Problem('job-running', {
      detail: `This process was not heard of for so long that job ${id} went to another one; watch it there with "leafcutter watch ${id}"`,
    });
    this.#halt(why);
    // Whoever asked for that asked this process, and means the job.
    if (this.cancelled) await this.#parts.store.requestJob(id, 'cancel');
    return why;
  }

  /** Does what another process asked for. */
  async #heed(): Promise<void> {
    if (this.#heeding) return;
    this.#heeding = true;
    this.#heededMs = this.#parts.clock.elapsedMs();
    const { id } = this.#request.job;
    try {
      const request = await this.#parts.store.jobRequest(id, this.id);
      if (request === 'lost') await this.lose();
      if (request === 'cancel') this.cancel();
      if (request === 'pause') {
        this.#halt(
          new Problem('paused', {
            detail: `Paused from another terminal; go on with "leafcutter resume ${id}"`,
          }),
        );
      }
    } catch (error) {
      this.#halt(toProblem(error));
    } finally {
      this.#heeding = false;
    }
  }

  async #list(results: PacedDelivery): Promise<void> {
    const { store, config } = this.#parts;
    const { job, source } = this.#request;
    let total = 0;
    let batch: SourceEntry[] = [];
    const flush = async (): Promise<void> => {
      if (batch.length === 0) return;
      const items = batch.map(({ problem, ...item }) =>
        problem ? { ...item, problem: problem.toJSON() } : item,
      );
      batch = [];
      const { changed } = await store.addDocuments(job.id, items);
      if (changed > 0) results.startOver();
      this.#endedBefore = Math.max(0, this.#endedBefore - changed);
      total += items.length;
      this.#emitFound(total, false);
      this.#changed.ring();
    };
    if (source) {
      if (job.listed) await store.setJobListed(job.id, false);
      for await (const entry of source.list(this.#stopping.signal)) {
        if (this.#stopping.signal.aborted) return;
        batch.push(entry);
        if (batch.length >= config.chunkSize) await flush();
      }
      await flush();
      await store.setJobListed(job.id, true);
    }
    const counts = await store.countDocuments(job.id);
    total = Object.values(counts).reduce((sum, count) => sum + count, 0);
    this.#endedBefore = Math.max(0, countEnded(counts) - this.processed);
    this.#emitFound(total, true);
    if (total === 0) {
      this.empty = true;
      throw nothingFound((job.spec as unknown as JobSpec).narrowing ?? {}, source?.passedOver?.());
    }
    this.listed = true;
    this.#changed.ring();
    this.committed.ring();
  }

  #emitFound(total: number, complete: boolean): void {
    this.#found = total;
    const { id } = this.#request.job;
    this.#parts.emit({
      type: 'documents-found',
      jobId: id,
      total,
      complete,
      endedBefore: this.#endedBefore,
    });
  }

  async #process(results: PacedDelivery): Promise<void> {
    const { store } = this.#parts;
    const stopped = this.#stopping.signal;
    while (!stopped.aborted) {
      const changed = this.#changed.next();
      const listed = this.listed;
      if (this.#gate.closed) {
        if (listed && this.#running.size === 0 && (await this.#nothingLeft())) return;
        await changed;
        continue;
      }
      const free = this.#limit() - this.#running.size;
      const claimed =
        free > 0 ? await store.claimDocuments(this.#request.job.id, Math.min(CLAIM, free), this.id) : [];
      for (const document of claimed) {
        await this.#memory.pass(() => this.#running.size, stopped);
        if (stopped.aborted) return;
        if (isCollection(document.source)) this.#together = document;
        else this.#start(document, results);
      }
      if (claimed.length > 0) continue;
      if (listed && this.#running.size === 0) {
        if (await this.#freeAstray()) continue;
        if (!(await this.#startTogether(results))) return;
      }
      await changed;
    }
  }

  /** True where documents were claimed that nobody has in work, as those are whose claim was carried out and never answered. */
  async #freeAstray(): Promise<boolean> {
    if (this.#together) return false;
    return (await this.#parts.store.releaseDocuments(this.#request.job.id, this.id)) > 0;
  }

  /** Starts on all documents together, now that each is done by itself; false when that is done too, or not wanted. */
  async #startTogether(results: PacedDelivery): Promise<boolean> {
    const { store } = this.#parts;
    await this.#addTogether(results);
    const [claimed] = this.#together
      ? [this.#together]
      : await store.claimDocuments(this.#request.job.id, 1, this.id);
    this.#together = undefined;
    if (claimed) this.#start(claimed, results);
    return claimed !== undefined;
  }

  /** Adds the document that is all the others together, now that each is done; false when it is there and up to date. */
  async #addTogether(results: PacedDelivery): Promise<boolean> {
    const { store } = this.#parts;
    const { job, recipe } = this.#request;
    const members = recipe.combine ? await listMembers(this.#parts, job.id) : [];
    if (members.length === 0) return false;
    const sources = members.map(({ source }) => source);
    const changedMs = sources.flatMap(({ modifiedMs }) => modifiedMs ?? []);
    // What it is made of tells whether it changed, as a file's size and time do.
    const item = {
      key: COLLECTION_KEY,
      name: `${members.length === 1 ? sources[0]!.name : `${members.length} documents`} (${recipe.name})`,
      bytes: sources.reduce((sum, { bytes }) => sum + (bytes ?? 1), 0),
      ...(changedMs.length > 0 ? { modifiedMs: Math.max(...changedMs) } : {}),
    };
    const { added, changed } = await store.addDocuments(job.id, [item]);
    if (changed > 0) results.startOver();
    if (added + changed > 0) this.#emitFound(members.length + 1, true);
    return added + changed > 0;
  }

  async #nothingLeft(): Promise<boolean> {
    return (await this.#parts.store.countDocuments(this.#request.job.id)).pending === 0;
  }

  /** With models the governor is the limit, and documents wait in it; without, the PDF workers are. */
  #limit(): number {
    const { config } = this.#parts;
    if (!config.concurrent) return 1;
    // Those that wait for a batch hold little and use nothing; the memory gate bounds what they hold together.
    if (this.#request.batch) return Math.max(config.maxDocuments, BATCH_DOCUMENTS);
    const workers = config.pdfWorkers || 2;
    const useful = asksModel(this.#request.route) ? config.maxDocuments : workers * DOCUMENTS_PER_WORKER;
    return Math.min(config.maxDocuments, useful);
  }

  #start(document: StoredDocument, results: PacedDelivery): void {
    const work = this.#finish(document, results)
      .catch((error) => this.#halt(toProblem(error)))
      .finally(() => {
        this.#running.delete(work);
        this.#changed.ring();
      });
    this.#running.add(work);
  }

  async #finish(document: StoredDocument, results: PacedDelivery): Promise<void> {
    const state = await documentTurn(this.#task(), document);
    // Another process cancelled the job.
    if (state === 'cancelled') this.cancel();
    this.processed++;
    this.committed.ring();
    if (this.#parts.clock.elapsedMs() - this.#heededMs >= HEED_AT_MOST_MS) void this.#heed();
    if (!this.mayBeSetBack) results.handOn();
  }

  #task(): DocumentTask {
    const { recipe, recipeOptions, models, route, job, priority } = this.#request;
    return {
      engine: this.#guarded,
      calls: this.#calls,
      recipe,
      recipeOptions,
      models,
      route,
      jobId: job.id,
      maxPages: (job.spec as unknown as JobSpec).maxPages,
      priority,
      signal: this.#abort.signal,
      stopping: this.#stopping.signal,
      batches: this.#batches,
      packs: this.#packs,
      same: this.#same,
      documentsLeft: () => Math.max(1, this.#found - this.#endedBefore - this.processed),
    };
  }
}
