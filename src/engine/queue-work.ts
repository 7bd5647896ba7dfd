import { Problem, type ProblemJson, problemFromJson, toProblem } from '../problem/problem.ts';
import type { DocumentQueue, JobOrders, PartProblem, QueuedDocument } from '../queue/queue.ts';
import type { Recipe } from '../recipes/recipe.ts';
import type { Job } from '../store/store.ts';
import type { Calls } from './asker.ts';
import { documentTurn } from './document-turn.ts';
import { JobPacks } from './job-packs.ts';
import type { JobSpec } from './job-spec.ts';
import type { MemoryGate } from './memory-gate.ts';
import { PartTurns } from './part-turns.ts';
import type { EngineParts, TierModels } from './parts.ts';
import { type DocumentTask, failDocument } from './process-document.ts';
import type { Route } from './route.ts';
import { SameInJob } from './same-in-job.ts';
import { SpreadCalls } from './spread-calls.ts';

/** Documents taken in one go at the most. */
const TAKE = 64;
/** Documents in work per PDF worker whatever the models do, and at the least. */
const DOCUMENTS_PER_WORKER = 3;
const LEAST_DOCUMENTS = 8;
/** Documents in work for each call in flight: while one is answered the next is read. */
const DOCUMENTS_PER_CALL = 2;
/**
 * A document that was in work in so many processes that died may be why. One at a time is in work in a process from then on:
 * those beside it would be held responsible for the next death, too.
 */
const SUSPECT_AFTER = 2;
/** Calls of large documents in hand at the least, and for each in flight: those that wait here wait for nobody else's hand. */
const LEAST_CALLS = 4;
const CALLS_PER_CALL = 1.5;
const LOOK_AGAIN_MS = 200;
const HEED_MS = 1_000;
/** Well within the heartbeat of the queue. */
const KEEP_MS = 3_000;
const LOST_MS = 5_000;

/** What a job is run with, found in this process for a job that another one runs. */
export interface WorkPlan {
  readonly recipe: Recipe;
  readonly recipeOptions: unknown;
  readonly models: TierModels;
  readonly route: Route;
}

/** What working on documents takes. */
export interface QueueWorkParts {
  readonly engine: EngineParts;
  readonly queue: DocumentQueue;
  readonly calls: Calls & { idle(jobId: string): Promise<void> };
  readonly memory: MemoryGate;
  /** Recipes that this process has: documents of jobs that are run with others are left to others. */
  recipes(): readonly JobOrders['recipe'][];
  /** Throws what this process lacks for the job. */
  plan(job: Job, orders: JobOrders): WorkPlan;
  /** Hears what keeps this process from its work: it goes on by itself when that is over. */
  onTrouble(problem: Problem): void;
}

/** A job of which documents are in work here. */
interface Share {
  readonly task: DocumentTask;
  readonly stopping: AbortController;
  readonly abort: AbortController;
}

type Chore = 'heeding' | 'keeping' | 'burying';

/** Takes documents from the queue and works on them, those of any job, until it is drained. */
export class QueueWork {
  readonly #parts: QueueWorkParts;
  readonly #shares = new Map<string, Promise<Share>>();
  /** By the id of the ticket, with what ends work on a document that is with another process by now. */
  readonly #taken = new Map<string, { readonly taken: QueuedDocument; readonly lost: AbortController }>();
  /** Ticket of the document in work that several processes died with. */
  #suspect: string | undefined;
  /** Documents in one request at the most, of the jobs in work. */
  #pack = 1;
  readonly #running = new Set<Promise<void>>();
  readonly #draining = new AbortController();
  #loop: Promise<void> | undefined;
  #stopClocks: (() => void)[] = [];
  #offered = 0;
  readonly #busy = new Set<Chore>();
  readonly #spread: SpreadCalls;
  readonly #turns: PartTurns;

  constructor(parts: QueueWorkParts) {
    this.#parts = parts;
    const { queue, engine, onTrouble } = parts;
    const { store, clock } = engine;
    this.#spread = new SpreadCalls({ queue, store, clock, onTrouble, room: () => this.#callRoom() });
    this.#turns = new PartTurns(parts.calls);
  }

  /** Documents in work now, and parts of those of other processes. */
  get documents(): number {
    return this.#running.size;
  }

  /** Begins; nothing when it has begun. */
  start(): void {
    if (this.#loop) return;
    const { every } = this.#parts.engine.clock;
    this.#stopClocks = [
      every(HEED_MS, () => void this.#alone('heeding', () => this.#heed())),
      every(KEEP_MS, () => void this.#alone('keeping', () => this.#keep())),
      every(LOST_MS, () => void this.#alone('burying', () => this.#bury())),
    ];
    this.#loop = this.#work();
  }

  /**
   * Takes nothing more. Documents in work have until `graceMs` to end; then calls in flight end and are kept, and the
   * documents go back into the queue. Resolves when nothing is left in work.
   */
  async drain(graceMs = 0): Promise<void> {
    this.#draining.abort(new Problem('cancelled', { detail: 'The worker was stopped' }));
    await this.#loop;
    if (!this.#stopClocks.length) return;
    const late = new AbortController();
    await Promise.race([
      Promise.all(this.#running),
      this.#parts.engine.clock.sleep(graceMs, late.signal).catch(() => {}),
    ]);
    late.abort(new Problem('cancelled', { detail: 'Drained' }));
    for (const share of this.#shares.values()) {
      await share.then(({ stopping }) => stopping.abort(this.#draining.signal.reason)).catch(() => {});
    }
    await Promise.all(this.#running);
    for (const stop of this.#stopClocks) stop();
    this.#stopClocks = [];
    await this.#spread.close();
    await this.#parts.queue.offer(0).catch(() => {});
  }

  async #work(): Promise<void> {
    const { queue, memory } = this.#parts;
    const { signal } = this.#draining;
    while (!signal.aborted) {
      try {
        const limit = this.#limit();
        await this.#offer(limit);
        await memory.pass(() => this.#running.size, signal);
        const wanted = Math.min(TAKE, limit - this.#running.size);
        const parts = Math.min(wanted, this.#callRoom() - this.#spread.inHand);
        const taken = wanted > 0 ? await queue.take(wanted, this.#parts.recipes(), parts) : [];
        const spared = taken.filter((each) => !this.#start(each));
        if (spared.length > 0) await queue.spare(spared);
        if (taken.length - spared.length < wanted || wanted <= 0) await queue.wait(LOOK_AGAIN_MS, signal);
      } catch (error) {
        if (signal.aborted) return;
        this.#parts.onTrouble(toProblem(error));
        await queue.wait(HEED_MS, signal);
      }
    }
  }

  /** So many documents at once: what keeps the calls in flight supplied, and leaves the rest to other processes. */
  #limit(): number {
    const { config, governor } = this.#parts.engine;
    if (!config.concurrent) return 1;
    const workers = config.pdfWorkers || 2;
    const useful =
      Math.max(LEAST_DOCUMENTS, workers * DOCUMENTS_PER_WORKER) + DOCUMENTS_PER_CALL * inFlight(governor);
    return Math.min(config.maxDocuments, useful * this.#pack);
  }

  /** Calls that this process has a use for besides the parts it has taken: half as many as are in flight wait for their turn. */
  #callRoom(): number {
    const parts = [...this.#taken.values()].filter(({ taken }) => taken.part).length;
    return LEAST_CALLS + Math.ceil(CALLS_PER_CALL * inFlight(this.#parts.engine.governor)) - parts;
  }

  async #offer(places: number): Promise<void> {
    if (places >= this.#offered * 0.8 && places <= this.#offered * 1.25 && this.#offered > 0) return;
    this.#offered = places;
    await this.#parts.queue.offer(places);
  }

  /** Begins with a document; false where it has to wait for another one that processes died with. */
  #start(taken: QueuedDocument): boolean {
    const suspect = taken.ticket.retryCount >= SUSPECT_AFTER;
    if (suspect && this.#suspect !== undefined) return false;
    if (suspect) this.#suspect = taken.ticket.id;
    const lost = new AbortController();
    this.#taken.set(taken.ticket.id, { taken, lost });
    const work = this.#finish(taken, lost.signal)
      .catch((error) => this.#parts.onTrouble(toProblem(error)))
      .finally(() => {
        this.#running.delete(work);
        this.#taken.delete(taken.ticket.id);
        if (this.#suspect === taken.ticket.id) this.#suspect = undefined;
        void this.#leave(taken.document.jobId);
      });
    this.#running.add(work);
    return true;
  }

  async #finish(taken: QueuedDocument, lost: AbortSignal): Promise<void> {
    const { queue } = this.#parts;
    const { document } = taken;
    const over = new AbortController();
    try {
      const share = await this.#share(document.jobId);
      const stopping = AbortSignal.any([share.task.stopping, lost, over.signal]);
      const task = { ...share.task, stopping };
      await queue.done(taken, await this.#turn(task, taken));
    } catch (error) {
      // It is another's, and so is what becomes of it.
      if (lost.aborted) return;
      const problem = toProblem(error);
      // What ails this process, and what it was told, is nothing that the job has to end for.
      if (problem.code !== 'cancelled' && problem.code !== 'store-unavailable') {
        await queue.report(document.jobId, problem.toJSON());
      }
      // What it has asked and nobody has begun would be asked when the job's budget holds here no more.
      over.abort(stopped());
      await queue.handBack(taken);
      if (problem.code === 'store-unavailable') throw problem;
    }
  }

  /** Answers why a part has no answer. */
  async #turn(task: DocumentTask, { document, part }: QueuedDocument): Promise<PartProblem | undefined> {
    if (!part) {
      await documentTurn(task, document);
      return undefined;
    }
    // What this process waits for itself it asks when the part is back.
    return this.#spread.hasInLine(part.key) ? undefined : this.#turns.turn(task, document, part);
  }

  /** What is known of a job, found out once while documents of it are in work. */
  #share(jobId: string): Promise<Share> {
    const known = this.#shares.get(jobId);
    if (known) return known;
    const share = this.#open(jobId);
    this.#shares.set(jobId, share);
    return share;
  }

  async #open(jobId: string): Promise<Share> {
    const { engine, queue, plan, calls } = this.#parts;
    const [job, known] = await Promise.all([engine.store.getJob(jobId), queue.calls([jobId])]);
    const call = known.get(jobId);
    if (!job || call?.state !== 'open') throw stopped();
    const { recipe, recipeOptions, models, route } = plan(job, call.orders);
    const spent = await engine.store.jobUsage(jobId);
    engine.governor.setBudget(jobId, call.orders.budgetMicros, spent.costMicros);
    const stopping = new AbortController();
    const abort = new AbortController();
    const { pack } = call.orders;
    const task: DocumentTask = {
      ...{ engine, calls, recipe, recipeOptions, models, route, jobId },
      maxPages: (job.spec as unknown as JobSpec).maxPages,
      priority: call.orders.priority,
      signal: abort.signal,
      stopping: stopping.signal,
      batches: null,
      // Packs are gathered of all questions that wait here.
      ...(pack > 1
        ? { packs: new JobPacks({ engine, size: pack, stopping: stopping.signal }) }
        : { packs: null, spread: this.#spread.of(recipe) }),
      same: new SameInJob({ ...engine, jobId, stopping: stopping.signal }),
    };
    this.#pack = Math.max(this.#pack, pack);
    return { task, stopping, abort };
  }

  /** Forgets a job of which nothing is in work any more. */
  async #leave(jobId: string): Promise<void> {
    if ([...this.#taken.values()].some(({ taken }) => taken.document.jobId === jobId)) return;
    this.#shares.delete(jobId);
    if (this.#shares.size === 0) this.#pack = 1;
    this.#parts.engine.governor.setBudget(jobId, null, 0);
  }

  /** Does what whoever runs a job has said. */
  async #heed(): Promise<void> {
    const jobIds = [...this.#shares.keys()];
    const calls = await this.#parts.queue.calls(jobIds);
    for (const jobId of jobIds) {
      const state = calls.get(jobId)?.state ?? 'stop';
      if (state === 'open') continue;
      const share = await this.#shares.get(jobId)?.catch(() => null);
      share?.stopping.abort(stopped());
      if (state === 'cancel') share?.abort.abort(stopped());
    }
  }

  async #keep(): Promise<void> {
    const now = [...this.#taken.values()].map(({ taken }) => taken);
    for (const { ticket, document } of await this.#parts.queue.keep(now)) {
      this.#taken.get(ticket.id)?.lost.abort(
        new Problem('cancelled', {
          detail: `${document.source.name} is with another process: this one was not heard of for too long`,
          subject: document.source.name,
        }),
      );
    }
  }

  /** Fails the documents that cost several processes their life. */
  async #bury(): Promise<void> {
    const { queue } = this.#parts;
    for (const { document, tries, settle } of await queue.lost()) {
      const problem: ProblemJson = new Problem('worker-lost', {
        detail: `${document.source.name}: each of ${tries} processes that worked on it ended before it did; it may need more memory than they have`,
        subject: document.source.name,
      }).toJSON();
      try {
        const { task } = await this.#share(document.jobId);
        await failDocument(task, document, problemFromJson(problem));
      } finally {
        await this.#leave(document.jobId);
      }
      await settle();
    }
  }

  /** One at a time of each; what fails is tried again at the next turn. */
  async #alone(what: Chore, work: () => Promise<void>): Promise<void> {
    if (this.#busy.has(what)) return;
    this.#busy.add(what);
    try {
      await work();
    } catch (error) {
      const problem = toProblem(error);
      if (problem.code !== 'cancelled') this.#parts.onTrouble(problem);
    } finally {
      this.#busy.delete(what);
    }
  }
}

function inFlight(governor: Pick<EngineParts['governor'], 'state'>): number {
  return governor.state().reduce((sum, lane) => sum + lane.inFlight, 0);
}

function stopped(): Problem {
  return new Problem('cancelled', { detail: 'The run of the job was stopped' });
}
