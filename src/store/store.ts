import type { DocumentResult } from '../domain/result.ts';
import type { DocumentCounts, DocumentState, JobState } from '../domain/states.ts';
import type { Usage } from '../domain/usage.ts';
import type { RemoteFileLog } from '../models/model.ts';
import type { ProblemJson } from '../problem/problem.ts';
import type { CommittedResult, SinkCursor } from '../sink/sink.ts';
import type { SourceItem } from '../source/source.ts';

/** A job as stored. Times are milliseconds since 1970. */
export interface Job {
  readonly id: string;
  /** Hash of recipe, options and inputs: the same command finds its job again. */
  readonly key: string;
  readonly recipe: string;
  readonly recipeVersion: string;
  /** Recipe options, route, models, inputs: whatever is needed to run the job again. JSON. */
  readonly spec: Readonly<Record<string, unknown>>;
  readonly state: JobState;
  /** Why it is paused, parked or failed. */
  readonly problem: ProblemJson | null;
  /** For a parked job: when it can go on. */
  readonly parkedUntilMs: number | null;
  readonly createdMs: number;
  readonly startedMs: number | null;
  readonly endedMs: number | null;
  /** False until its sources were read to their end: there may be documents that it does not have yet. */
  readonly listed: boolean;
}

/** What one process asks of the one that runs a job. */
export type JobRequest = 'pause' | 'cancel';

/** What a job is created from; the store adds state and times. */
export type NewJob = Pick<Job, 'id' | 'key' | 'recipe' | 'recipeVersion' | 'spec'>;

/** What a source says of a document, or why it cannot be had. */
export type ListedItem = SourceItem & { readonly problem?: ProblemJson };

/** A document of a job as stored. */
export interface StoredDocument {
  readonly id: string;
  readonly jobId: string;
  /** Position in the job, from 0, in the order the source yielded. */
  readonly ordinal: number;
  readonly source: SourceItem;
  readonly state: DocumentState;
  readonly sha256: string | null;
  readonly problem: ProblemJson | null;
}

/** How the documents of a job stand, in groups that follow their order. */
export interface DocumentSurvey {
  /** Documents a group holds; the last one may hold fewer. */
  readonly groupSize: number;
  /** By group, how many documents are in each state; states without documents are left out. */
  readonly groups: readonly Readonly<Partial<Record<DocumentState, number>>>[];
  /** How many documents failed, by problem code, most first. */
  readonly failures: readonly { readonly code: string; readonly documents: number }[];
}

/** A remembered answer. `value` is what the model said, parsed; verification is run again on every use. */
export interface LedgerAnswer {
  readonly key: string;
  readonly model: string;
  readonly value: unknown;
  readonly usage: Usage;
  readonly createdMs: number;
}

/** One paid or refused try at a question. */
export interface Attempt {
  readonly key: string;
  readonly jobId: string;
  readonly documentId: string;
  readonly question: string;
  readonly model: string;
  readonly outcome: 'answered' | 'failed';
  /** Problem code of a failed attempt. */
  readonly problem: string | null;
  readonly usage: Usage;
  readonly startedMs: number;
  readonly durationMs: number;
}

/** One document's part in a call that several were asked in; `answer` is null where it is of no use. */
export interface CallShare {
  readonly answer: LedgerAnswer | null;
  readonly attempt: Attempt;
}

/** Something a person did to a result: changed a value, or confirmed the whole. Times in milliseconds since 1970. */
export interface Review {
  readonly atMs: number;
  /** Name of the person, or of the key that was used. */
  readonly who: string;
  readonly action: 'edit' | 'confirm';
  /** Path into `data`; empty for a confirmation. */
  readonly path: string;
  /** JSON values; null for a confirmation. */
  readonly before: unknown;
  readonly after: unknown;
}

/** A key of the server, without the secret that nobody has but its owner. */
export interface ApiKey {
  readonly id: string;
  readonly name: string;
  /** SHA-256 of the secret, hex. */
  readonly hash: string;
  readonly scope: 'read' | 'write' | 'admin';
  readonly createdMs: number;
  /** Null while it is good. */
  readonly revokedMs: number | null;
}

/** The keys of the server. */
export interface KeyStore {
  /** Throws `conflict` for an id that is taken. */
  add(key: ApiKey): Promise<void>;
  /** Also one that was revoked; null when there is none. */
  get(id: string): Promise<ApiKey | null>;
  /** Oldest first. */
  list(): Promise<readonly ApiKey[]>;
  /** False when there is none, or it was revoked before. */
  revoke(id: string, atMs: number): Promise<boolean>;
}

/** What a key has used in one day. */
export interface KeyUse {
  readonly jobs: number;
  readonly pages: number;
  /** Millionths of a US dollar. */
  readonly costMicros: number;
}

/** What the keys of the server use, counted exactly by any number of servers. Days as in `2026-11-26`, of UTC. */
export interface KeyUseStore {
  read(keyId: string, day: string): Promise<KeyUse>;
  /** Counts a job and its pages, unless that would pass a limit (null: any amount). `use`: before it. */
  takeJob(
    job: { readonly keyId: string; readonly day: string; readonly jobId: string; readonly pages: number },
    limits: { readonly [Name in keyof KeyUse]: number | null },
  ): Promise<{ readonly counted: boolean; readonly use: KeyUse }>;
  addPages(keyId: string, day: string, pages: number): Promise<void>;
  /** Counts what a job that was taken has cost since it was last charged. */
  charge(jobId: string, day: string): Promise<void>;
  /**
   * Gives out requests of a key ahead: of those that are left in the window that runs one in `share`, at least one while there
   * is one. The first after a window has ended begins another. `taken`: given out in it, to all together.
   */
  leaseRequests(
    keyId: string,
    lease: { readonly most: number; readonly share: number; readonly windowMs: number },
  ): Promise<{ readonly granted: number; readonly taken: number; readonly leftMs: number }>;
}

/** A batch of questions at a provider. */
export interface StoredBatch {
  /** Chosen by us; the provider is told it too, so that a batch can be found again whose name was never heard. */
  readonly id: string;
  readonly jobId: string;
  /** Quota lane and id of the model that was asked. */
  readonly lane: string;
  readonly model: string;
  /** Name at the provider; null until its creation is known to have worked. */
  readonly name: string | null;
  /** What its questions were expected to cost, in millionths of a US dollar. */
  readonly heldMicros: number;
  readonly createdMs: number;
}

/** A question in a batch. */
export interface StoredBatchLine {
  /** The question's key. */
  readonly key: string;
  readonly documentId: string;
  /** The question's name. */
  readonly question: string;
}

/** Batches at providers, so that none is forgotten and no question of theirs is asked again. */
export interface BatchStore {
  /** Called before anything is sent. */
  begin(batch: StoredBatch, lines: readonly StoredBatchLine[]): Promise<void>;
  setName(id: string, name: string): Promise<void>;
  /** All there are, oldest first, with the number of their questions that are not settled. */
  list(): Promise<readonly (StoredBatch & { readonly questions: number })[]>;
  /** Questions that are not settled, by key. */
  lines(id: string): Promise<readonly StoredBatchLine[]>;
  /**
   * Takes the question of the attempt out of its batch and records the attempt, with its answer where there is one, in
   * one transaction. False, and nothing recorded, when it was settled before.
   */
  settle(id: string, attempt: Attempt, answer: LedgerAnswer | null): Promise<boolean>;
  /** Forgets the batch with what is not settled of it. */
  end(id: string): Promise<void>;
}

/** A message to a webhook. */
export interface Message {
  /** The same each time it is sent. */
  readonly id: string;
  readonly jobId: string;
  readonly url: string;
  readonly secret: string;
  /** JSON text. */
  readonly body: string;
  /** Tries so far. */
  readonly attempts: number;
  /** When it is tried next; null: delivered, or given up. */
  readonly nextMs: number | null;
}

/** Messages on their way, so that none is lost with a process. */
export interface MessageStore {
  /** False when there is one with this id already. */
  add(message: Omit<Message, 'attempts'>): Promise<boolean>;
  /** Messages to try at `nowMs`, longest due first. */
  due(nowMs: number, limit: number): Promise<readonly Message[]>;
  /** Counts a try and sets when the next one is; null: none. */
  tried(id: string, nextMs: number | null): Promise<void>;
  /** Earliest time at which a message is due; null: none is on its way. */
  nextMs(): Promise<number | null>;
}

/**
 * All durable state. A resolved promise means: on disk. Result and document state change in one transaction, and so do
 * an answer and its attempt. Errors: `disk-full`, `store-unavailable`.
 *
 * Deliberately absent: scheduling (the engine's), document bytes (BlobStore), recipe knowledge.
 */
export interface Store {
  // Jobs
  /**
   * Creates the job, or answers the one with the same key. With `documents`, which are all it will have, a job that is
   * created has them and is `listed`, in one transaction.
   */
  openJob(
    job: NewJob,
    documents?: readonly ListedItem[],
  ): Promise<{ readonly job: Job; readonly created: boolean }>;
  getJob(id: string): Promise<Job | null>;
  /** The job that `openJob` would answer for this key; null: it would create one. */
  findJob(key: string): Promise<Job | null>;
  /** Newest first, those in `states` alone. No two jobs have the same `createdMs`, so paging by it misses none. */
  listJobs(options: {
    readonly limit: number;
    readonly beforeMs?: number;
    readonly states?: readonly JobState[];
  }): Promise<readonly Job[]>;
  /** Sets `startedMs` on the first `running` and `endedMs` on a final state; a request is answered and forgotten. */
  setJobState(
    id: string,
    state: JobState,
    why?: { readonly problem?: ProblemJson; readonly parkedUntilMs?: number },
  ): Promise<void>;
  /**
   * Makes the job `running` for the run that it was locked for. What was asked of a run before is forgotten, but for a cancel
   * that none has carried out: it is this one's to do. False, and nothing is changed, when the job is another run's by now, or a
   * state was set since.
   */
  beginRun(id: string, runId: string): Promise<boolean>;
  /** As `setJobState`; false, and nothing is changed, when the job is another run's by now, or a state was set since. */
  endRun(
    id: string,
    runId: string,
    state: JobState,
    why?: { readonly problem?: ProblemJson; readonly parkedUntilMs?: number },
  ): Promise<boolean>;
  /** Sets whether the job's sources were read to their end. */
  setJobListed(id: string, listed: boolean): Promise<void>;
  /** Replaces what the next run of the job goes by. */
  setJobSpec(id: string, spec: Job['spec']): Promise<void>;
  /**
   * Asks whoever runs the job to pause or cancel it; a pause asked after a cancel changes nothing. False, and nothing
   * asked, when the job is not `running`.
   */
  requestJob(id: string, request: JobRequest): Promise<boolean>;
  /** What was asked of the job since it started to run; `lost` when it is not this run's any more. */
  jobRequest(id: string, runId?: string): Promise<JobRequest | 'lost' | null>;

  /**
   * Removes a job with its documents, results, reviews, attempts and messages; answers and derived data stay. False when
   * there is none. Throws `conflict` unless the job rests and has no batch at a provider.
   */
  deleteJob(id: string): Promise<boolean>;

  // Documents
  /**
   * Adds documents that the job does not have yet (by `source.key`); one whose size or time changed since is set back
   * to `pending` and its result is removed. Answers how many are new or changed. Ordinals follow the order of calls.
   *
   * An item with a problem is added as pending with that problem, for the engine to fail; one that is there already
   * keeps what was made of it. A document that is being worked on is left alone, its next listing sees the change.
   * A changed document drops the job's sink cursors in the same transaction. Throws `job-not-found`.
   */
  addDocuments(
    jobId: string,
    items: readonly ListedItem[],
  ): Promise<{ readonly added: number; readonly changed: number }>;
  /** Takes up to `limit` pending documents, in order, and makes them `running`. With `runId`: none of a job that is another run's. */
  claimDocuments(jobId: string, limit: number, runId?: string): Promise<readonly StoredDocument[]>;
  /**
   * Puts `running` and `waiting` documents of a job back to `pending` (after a crash or a stop). With `runId`: none of a job that
   * is another run's.
   */
  releaseDocuments(jobId: string, runId?: string): Promise<number>;
  setDocumentHash(documentId: string, sha256: string): Promise<void>;
  /**
   * Writes the final state and the result in one transaction. Throws `document-not-found`, and `conflict` when the
   * document is in a final state already, as one that was cancelled meanwhile.
   */
  finishDocument(documentId: string, state: DocumentState, result: DocumentResult): Promise<void>;
  getDocument(documentId: string): Promise<StoredDocument | null>;
  listDocuments(
    jobId: string,
    options: {
      readonly states?: readonly DocumentState[];
      readonly afterOrdinal?: number;
      readonly limit: number;
    },
  ): Promise<readonly StoredDocument[]>;
  countDocuments(jobId: string): Promise<DocumentCounts>;
  /** Looks at every document of the job: for a display that paces itself by what it takes. */
  surveyDocuments(jobId: string, groupSize: number): Promise<DocumentSurvey>;
  /**
   * Sets documents in these final states back to `pending` and removes their results and, where there are any, the
   * job's sink cursors; answers how many. New results get new commit numbers. Throws `conflict` for a state that is not
   * final.
   */
  retryDocuments(jobId: string, states: readonly DocumentState[]): Promise<number>;
  /** Makes all documents that are not final `cancelled`. With `runId`: none of a job that is another run's. */
  cancelDocuments(jobId: string, runId?: string): Promise<number>;

  // Results
  getResult(documentId: string): Promise<DocumentResult | null>;
  /**
   * Committed results after `position`. Order `document`: by ordinal, stopping before the first document that is not
   * final, position = ordinal + 1. Order `completion`: by commit, position = commit number.
   */
  readResults(
    jobId: string,
    options: { readonly order: 'document' | 'completion'; readonly after: number; readonly limit: number },
  ): Promise<readonly CommittedResult[]>;
  /**
   * The first complete result (`succeeded` or `needs_review`) for the same bytes in the same job, to answer duplicates
   * once; null when none is there.
   */
  findResultByHash(jobId: string, sha256: string): Promise<DocumentResult | null>;

  /**
   * Puts a reviewed result in the place of the one that is there, sets the document's state and adds to its history, in
   * one transaction; the job's sink cursors are dropped, so that all is written anew. Throws `document-not-found`, and
   * `conflict` when the document has no result or `known` is not how many reviews it has: someone else was faster.
   */
  reviewDocument(
    documentId: string,
    review: {
      readonly result: DocumentResult;
      readonly state: DocumentState;
      readonly known: number;
      readonly entries: readonly Review[];
    },
  ): Promise<void>;
  /** Oldest first. */
  listReviews(documentId: string): Promise<readonly Review[]>;

  // Ledger
  findAnswer(key: string): Promise<LedgerAnswer | null>;
  /** Writes answer and attempt in one transaction. An answer that is there already stays. */
  saveAnswer(answer: LedgerAnswer, attempt: Attempt): Promise<void>;
  saveFailedAttempt(attempt: Attempt): Promise<void>;
  /** Writes the shares of one call in one transaction, each as `saveAnswer` or `saveFailedAttempt` would. */
  saveShares(shares: readonly CallShare[]): Promise<void>;
  /** What a document's own calls used in its job, per model. */
  documentUsage(documentId: string): Promise<readonly (Usage & { readonly model: string })[]>;
  jobUsage(jobId: string): Promise<Usage>;

  // Sinks
  /** Null: nothing was written, or documents were set back to work since, so that all has to be written anew. */
  getSinkCursor(jobId: string, sinkId: string): Promise<SinkCursor | null>;
  setSinkCursor(jobId: string, sinkId: string, cursor: SinkCursor): Promise<void>;
  /** Sets a cursor only where there still is one; false: it was dropped, and all has to be written anew. */
  moveSinkCursor(jobId: string, sinkId: string, cursor: SinkCursor): Promise<boolean>;

  // Small derived data worth keeping, such as recognised words of a page; content-keyed
  getDerived(key: string): Promise<Uint8Array | null>;
  putDerived(key: string, bytes: Uint8Array): Promise<void>;

  readonly runs: JobRuns;
  readonly remoteFiles: RemoteFileLog;
  readonly blobLeases: BlobLeases;
  readonly batches: BatchStore;
  readonly keys: KeyStore;
  readonly keyUse: KeyUseStore;
  readonly messages: MessageStore;
  /** Removes what was counted or granted so long ago that it does not matter any more. */
  forgetUnused(nowMs: number): Promise<void>;
  /** Throws `store-unavailable` with the finding when the file is damaged. */
  checkIntegrity(): Promise<void>;
  close(): Promise<void>;
}

/** A job that a process has to itself. */
export interface JobHold {
  /** Tells this run of the job from all others: what another one writes of the job is refused from the moment it was taken. */
  readonly runId: string;
  letGo(): Promise<void>;
}

/** Which process runs which job, known to all that use the store. What a process had is free once it has ended. */
export interface JobRuns {
  /** Keeps other processes off a job; throws `job-running`, `job-not-found`. */
  lock(jobId: string): Promise<JobHold>;
  /** Number of the process that runs a job, on whichever machine; null when none does. */
  runner(jobId: string): Promise<number | null>;
  /**
   * Marks the store as served by this process: a second server there would take jobs that the first is still listing for left
   * behind. Throws `conflict`; answers the function that lets go. Absent where several servers may share the jobs.
   */
  lockServing?(): Promise<() => Promise<void>>;
}

/** Who asks a question, where several processes share a ledger: none is paid for twice. */
export interface QuestionClaims {
  /**
   * Waits until nobody else asks the question. Null: it is this process's to ask, until its answer is saved or it lets go.
   * Else the answer that another one got meanwhile. Throws the signal's reason.
   */
  take(key: string, signal: AbortSignal): Promise<LedgerAnswer | null>;
  letGo(key: string): Promise<void>;
}

/** What those who only look at jobs ask of a store. */
export type StoreReader = Pick<
  Store,
  | 'getJob'
  | 'listJobs'
  | 'countDocuments'
  | 'surveyDocuments'
  | 'jobUsage'
  | 'getDocument'
  | 'listDocuments'
  | 'getResult'
  | 'readResults'
  | 'listReviews'
>;

/** Who must not lose which kept file, so that what nobody has can be removed. */
export interface BlobLeases {
  /** The file is in use for so long. False: it is being removed; once that has ended it can be kept anew. */
  lease(sha256: string, forMs: number): Promise<boolean>;
  /** Answers those that no document names and nobody has leased: for so long nobody can lease them. */
  condemn(sha256s: readonly string[], forMs: number): Promise<readonly string[]>;
  /** These were removed, or are not going to be. */
  forget(sha256s: readonly string[]): Promise<void>;
  /** True when it is this holder's turn, for so long: nobody else has it. */
  takeTurn(name: string, holder: string, forMs: number): Promise<boolean>;
  endTurn(name: string, holder: string): Promise<void>;
}

/** Bytes on disk by their hash. */
export interface BlobStore {
  /** Folder for files that are still being received. */
  readonly incoming: string;
  /** Moves a received file in; a file that is there already wins. Answers its path. */
  adopt(path: string, sha256: string): Promise<string>;
  /** Path of the bytes, or null. */
  find(sha256: string): Promise<string | null>;
}
