import type { WorkKind } from '../domain/question.ts';
import type { FairShares } from './fair-shares.ts';
import type { CallRequest } from './governor.ts';
import { Heap } from './heap.ts';

/** A call that waits for its turn. */
export interface WaitingCall {
  readonly call: CallRequest;
  /** Order of arrival. */
  readonly sequence: number;
  /** True once it has started, was refused or cancelled: the queue drops it when it comes up. */
  gone: boolean;
}

interface JobLine {
  readonly jobId: string;
  turn: number;
  /** Arrival of its first call when it was put in order; equal turns go by age. */
  sequence: number;
  readonly calls: Heap<WaitingCall>;
}

/** Calls of one rank and kind: the job whose turn it is first, within a job the oldest call first. */
class Line {
  readonly #shares: FairShares;
  readonly #jobs = new Map<string, JobLine>();
  readonly #order = new Heap<JobLine>(
    (a, b) => a.turn < b.turn || (a.turn === b.turn && a.sequence < b.sequence),
  );

  constructor(shares: FairShares) {
    this.#shares = shares;
  }

  push(waiting: WaitingCall): void {
    const { jobId } = waiting.call;
    const job = this.#jobs.get(jobId);
    if (job !== undefined) {
      job.calls.push(waiting);
      return;
    }
    const calls = new Heap<WaitingCall>((a, b) => a.sequence < b.sequence);
    calls.push(waiting);
    const fresh = { jobId, turn: this.#shares.turn(jobId), sequence: waiting.sequence, calls };
    this.#jobs.set(jobId, fresh);
    this.#order.push(fresh);
  }

  peek(): WaitingCall | undefined {
    for (let job = this.#order.peek(); job !== undefined; job = this.#order.peek()) {
      while (job.calls.peek()?.gone) job.calls.pop();
      const first = job.calls.peek();
      const turn = this.#shares.turn(job.jobId);
      if (first === undefined) {
        this.#order.pop();
        this.#jobs.delete(job.jobId);
      } else if (turn > job.turn || first.sequence > job.sequence) {
        // Both only grow while it stands in the order, so it is enough to look at the one in front.
        job.turn = turn;
        job.sequence = first.sequence;
        this.#order.resettleTop();
        if (this.#order.peek() === job) return first;
      } else return first;
    }
    return undefined;
  }
}

const KINDS: readonly WorkKind[] = ['classify', 'extract', 'section'];
const BEGUN_BATCH = 1;
const NEW_INTERACTIVE = 2;

/**
 * Calls that wait for the same lanes. First come calls of interactive documents already begun, then begun batch
 * documents and new interactive ones by turns, then new batch documents; within each the jobs by turns, then age.
 *
 * Begun before new, so that a document that was throttled is finished before another is started; by turns with
 * interactive calls, because a batch with many questions a document always has a begun call in front.
 */
export class WaitQueue {
  readonly #shares: FairShares;
  readonly #ranks: readonly ReadonlyMap<WorkKind, Line>[];
  #size = 0;
  #batchHadTurn = false;

  constructor(shares: FairShares) {
    this.#shares = shares;
    this.#ranks = [0, 1, 2, 3].map(() => new Map(KINDS.map((kind) => [kind, new Line(shares)])));
  }

  get size(): number {
    return this.#size;
  }

  push(waiting: WaitingCall): void {
    this.#shares.arrived(waiting.call.jobId);
    this.#ranks[rankOf(waiting.call)]!.get(waiting.call.kind)!.push(waiting);
    this.#size++;
  }

  /** The call whose turn it is among the kinds that may start now. */
  peek(allows: (kind: WorkKind) => boolean): WaitingCall | undefined {
    if (this.#size === 0) return undefined;
    const kinds = KINDS.filter(allows);
    const first = this.#first(0, kinds);
    if (first !== undefined) return first;
    const begun = this.#first(BEGUN_BATCH, kinds);
    const interactive = this.#first(NEW_INTERACTIVE, kinds);
    if (begun !== undefined && interactive !== undefined) return this.#batchHadTurn ? interactive : begun;
    return begun ?? interactive ?? this.#first(3, kinds);
  }

  /** Takes out a call that was peeked, or was cancelled. */
  remove(waiting: WaitingCall, started: boolean): void {
    waiting.gone = true;
    this.#size--;
    this.#shares.left(waiting.call.jobId, started);
    const rank = rankOf(waiting.call);
    if (started && rank === BEGUN_BATCH) this.#batchHadTurn = true;
    if (started && rank === NEW_INTERACTIVE) this.#batchHadTurn = false;
  }

  /** Takes out everything. */
  drain(): WaitingCall[] {
    const all: WaitingCall[] = [];
    for (let waiting = this.peek(() => true); waiting !== undefined; waiting = this.peek(() => true)) {
      this.remove(waiting, false);
      all.push(waiting);
    }
    return all;
  }

  /** True when `a` goes before `b`, both of them in front of a queue. */
  goesBefore(a: WaitingCall, b: WaitingCall): boolean {
    const byRank = rankOf(a.call) - rankOf(b.call);
    if (byRank !== 0) return byRank < 0;
    const byTurn = this.#shares.turn(a.call.jobId) - this.#shares.turn(b.call.jobId);
    return byTurn < 0 || (byTurn === 0 && a.sequence < b.sequence);
  }

  #first(rank: number, kinds: readonly WorkKind[]): WaitingCall | undefined {
    let best: WaitingCall | undefined;
    for (const kind of kinds) {
      const waiting = this.#ranks[rank]!.get(kind)!.peek();
      if (waiting !== undefined && (best === undefined || this.goesBefore(waiting, best))) best = waiting;
    }
    return best;
  }
}

function rankOf(call: CallRequest): number {
  return (call.begun ? 0 : 2) + (call.priority === 'interactive' ? 0 : 1);
}
