import type { Part, Tier, WorkKind } from '../domain/question.ts';
import type { ProblemJson } from '../problem/problem.ts';
import type { Disposition } from '../problem/registry.ts';
import type { StoredDocument } from '../store/store.ts';

/** What whoever works on documents of a job has to know of its run, besides the job itself. */
export interface JobOrders {
  /** A process that has another version of it leaves the job's documents to others. */
  readonly recipe: { readonly name: string; readonly version: string };
  readonly priority: 'interactive' | 'batch';
  /** Millionths of a US dollar; null: no limit. */
  readonly budgetMicros: number | null;
  /** Models by tier, as `provider/model`. */
  readonly models: Readonly<Partial<Record<Tier, string>>>;
  /** Small documents asked in one request at the most; 1: each alone. */
  readonly pack: number;
}

/** How the run of a job stands for those who work on its documents. */
export interface JobCall {
  readonly orders: JobOrders;
  /** `stop`: what is in work ends with the calls in flight and goes back; `cancel`: those are aborted. */
  readonly state: 'open' | 'stop' | 'cancel';
}

/** How the run of a job stands for the process that began it. */
export interface RunStanding {
  /** False: this process was silent for so long that the job went to another one, and may have ended there. */
  readonly isOurs: boolean;
  /** Why someone who works on the job asks for its end; null: nobody does. */
  readonly problem: ProblemJson | null;
}

/** One model call about a document, in words: what another process needs to make it. */
export interface PartCall {
  /** Of the question. Whoever makes the call works it out anew, and leaves alone what would be another question there. */
  readonly key: string;
  /** Name of the question. */
  readonly question: string;
  readonly kind?: WorkKind;
  /** Model as `provider/model`. */
  readonly model: string;
  readonly prompt: string;
  readonly jsonSchema: Readonly<Record<string, unknown>>;
  readonly parts: readonly (Part & { readonly rendering: unknown })[];
  /** Others are asked about the same pages: they are cut, drawn and uploaded once in each process. */
  readonly sharesPages: boolean;
}

/** A call that whoever works on a document puts in line, for any process to make. */
export interface LinedPart {
  /** Chosen by whoever puts it in line; a UUID. */
  readonly id: string;
  readonly jobId: string;
  readonly documentId: string;
  readonly recipe: JobOrders['recipe'];
  readonly priority: JobOrders['priority'];
  readonly call: PartCall;
}

/** Why a call gave no answer. */
export interface PartProblem {
  readonly problem: ProblemJson;
  readonly disposition: Disposition;
}

/**
 * How a part stands: in line or in work; `ended`: its answer, if it has one, is in the ledger; `lost`: several processes
 * died with it; or why it has no answer.
 */
export type PartState = 'open' | 'ended' | 'lost' | PartProblem;

/** A document that was taken from the queue, or a part of one that another process works on. */
export interface QueuedDocument {
  readonly document: StoredDocument;
  /** The call to make; absent: the whole document is to be worked on. */
  readonly part?: PartCall;
  /** Names the attempt, so that a late process settles nothing that was given to another. */
  readonly ticket: { readonly line: string; readonly id: string; readonly retryCount: number };
}

/** A document whose processes died, each time it was tried. */
export interface LostDocument {
  readonly document: StoredDocument;
  /** How often it was begun. */
  readonly tries: number;
}

/**
 * How documents reach whoever works on them. One process runs a job: it lists, feeds, hands results on and ends it. Any
 * number take documents of any job. What a process that died had taken goes to others within half a minute.
 */
export interface DocumentQueue {
  // Who runs a job
  /** Lets others work on the job's documents. */
  open(jobId: string, orders: JobOrders): Promise<void>;
  /** Puts pending documents in line, as many as can be begun soon: the rest wait in the store. */
  feed(jobId: string): Promise<void>;
  /** How the run of this process stands with the others. */
  standing(jobId: string): Promise<RunStanding>;
  /**
   * Ends the run for all who work on it; resolves when none does. Throws `job-running` when one that lives has not let go in
   * ten minutes.
   */
  end(jobId: string, how: 'stop' | 'cancel'): Promise<void>;

  // Who works on documents
  /** Tells how many documents this process takes in work at once. */
  offer(places: number): Promise<void>;
  /**
   * Takes up to `limit` documents of jobs whose recipe is one of these, and parts of others, interactive ones first; of them
   * at most `parts`, default none.
   */
  take(
    limit: number,
    recipes: readonly JobOrders['recipe'][],
    parts?: number,
  ): Promise<readonly QueuedDocument[]>;
  /** Says that these are still in work. Said too late they are with others: those are answered. */
  keep(taken: readonly QueuedDocument[]): Promise<readonly QueuedDocument[]>;
  /** The document has its result; a part its answer, or a problem that is told to whoever put it in line. */
  done(taken: QueuedDocument, problem?: PartProblem): Promise<void>;
  /** These go back into line as if they had not been taken. */
  spare(taken: readonly QueuedDocument[]): Promise<void>;
  /** The document goes back to those that are pending; a part to whoever put it in line. */
  handBack(taken: QueuedDocument): Promise<void>;

  // Who works on a large document
  /** Puts parts in line, of each priority as many from the first on as other processes can begin soon; answers those. */
  lineParts(parts: readonly LinedPart[]): Promise<readonly LinedPart[]>;
  /** How these parts stand. */
  partStates(parts: readonly LinedPart[]): Promise<ReadonlyMap<LinedPart, PartState>>;
  /** Takes those out of line that nobody has begun, and answers them. */
  takeBack(parts: readonly LinedPart[]): Promise<readonly LinedPart[]>;

  /** How the runs of these jobs stand; one that has none is left out. */
  calls(jobIds: readonly string[]): Promise<ReadonlyMap<string, JobCall>>;
  /** Asks whoever runs the job to end it. */
  report(jobId: string, problem: ProblemJson): Promise<void>;
  /** Takes documents that cost several processes their life; each is answered once, until `settle` is called. */
  lost(): Promise<readonly (LostDocument & { settle(): Promise<void> })[]>;
  /** Resolves when there may be something to take or to hear, at the latest after `timeoutMs`. */
  wait(timeoutMs: number, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/** What a queue needs of the store, in the same database. */
export interface QueueStore {
  /**
   * Runs a statement of the queue's own, in the store's schema search path. Here as in the others a commit may be lost with
   * the server: the line is made good from the documents, and results are committed elsewhere.
   */
  execute(text: string, values?: readonly unknown[]): Promise<readonly Record<string, unknown>[]>;
  /** Makes up to `limit` pending documents `waiting`, and has `enqueue` put them in line in the same transaction. */
  line(
    jobId: string,
    limit: number,
    enqueue: (documentIds: readonly string[], execute: QueueStore['execute']) => Promise<void>,
  ): Promise<number>;
  /** Documents of the job that wait in line, and places that living processes offer. */
  demand(jobId: string): Promise<{ readonly waiting: number; readonly places: number }>;
  /** Makes those documents `running` whose job's run is open, and answers them; a final one is left out. */
  begin(documentIds: readonly string[]): Promise<readonly StoredDocument[]>;
  /** Those of these documents that are `running` in an open run: parts of others are not worth making. */
  running(documentIds: readonly string[]): Promise<readonly StoredDocument[]>;
  /** Places that living processes offer besides this one. */
  othersPlaces(): Promise<number>;
  /** Makes documents that are not final `pending`. */
  putBack(documentIds: readonly string[]): Promise<void>;
  /** Documents of the job that are `waiting` or `running`. */
  inWork(jobId: string): Promise<readonly string[]>;
  getDocument(documentId: string): Promise<StoredDocument | null>;
  setCall(jobId: string, call: JobCall): Promise<void>;
  calls(jobIds: readonly string[]): Promise<ReadonlyMap<string, JobCall>>;
  standing(jobId: string): Promise<RunStanding>;
  report(jobId: string, problem: ProblemJson): Promise<void>;
  offer(places: number): Promise<void>;
}
