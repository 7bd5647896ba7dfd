import type { DocumentResult } from '../domain/result.ts';
import { JOB_STATES } from '../domain/states.ts';
import { keyUseFromRow } from './key-use-rows.ts';
import type { ItemRow } from './listed-document.ts';
import {
  answerFromRow,
  answerToRow,
  attemptToRow,
  batchFromRow,
  batchToRow,
  documentFromRow,
  jobFromRow,
  type StateReasonRow,
  usageFromRow,
  wholeMs,
} from './rows.ts';
import {
  keyFromRow,
  keyToRow,
  messageFromRow,
  messageToRow,
  reviewFromRow,
  reviewToRow,
} from './service-rows.ts';
import type { SharedOperations } from './sqlite/operations.ts';
import type { JobRuns, ListedItem, Store } from './store.ts';

const DAY_MS = 86_400_000;
/** What keys used is kept for so long. */
const KEEP_USE_MS = 7 * DAY_MS;

/** Runs an operation by its name on whatever keeps the rows; resolves when its effect is on disk. */
export type Call = <Name extends keyof SharedOperations>(
  operation: Name,
  ...args: Parameters<SharedOperations[Name]>
) => Promise<ReturnType<SharedOperations[Name]>>;

/** On whose behalf a store works. */
export interface StoreIdentity {
  /** Whose files at providers are put down here. */
  readonly owner: string;
  /** Tells, as of now, whether a process that called itself so runs. */
  running(): Promise<(owner: string) => boolean>;
  /** What it has to itself. */
  readonly runs: JobRuns;
  close(): Promise<void>;
}

/** The store whose rows `call` reads and writes: what is the same whichever database keeps them. */
export function storeOver(call: Call, identity: StoreIdentity): Store {
  const result = (body: string | null) => (body === null ? null : (JSON.parse(body) as DocumentResult));

  return {
    async openJob({ spec, ...job }, documents) {
      const newRow = { ...job, spec: JSON.stringify(spec) };
      const { row, created } = await (documents === undefined
        ? call('openJob', newRow, Date.now())
        : call('openListedJob', newRow, Date.now(), documents.map(itemToRow)));
      return { job: jobFromRow(row), created };
    },
    async getJob(id) {
      const row = await call('getJob', id);
      return row === null ? null : jobFromRow(row);
    },
    async findJob(key) {
      const row = await call('findJob', key);
      return row === null ? null : jobFromRow(row);
    },
    async listJobs({ limit, beforeMs = Number.MAX_SAFE_INTEGER, states = JOB_STATES }) {
      return (await call('listJobs', limit, beforeMs, states)).map(jobFromRow);
    },
    async setJobState(id, state, why) {
      await call('setJobState', id, state, reasonToRow(why), Date.now());
    },
    beginRun: (id, runId) => call('beginRun', id, runId, Date.now()),
    endRun: (id, runId, state, why) => call('endRun', id, runId, state, reasonToRow(why), Date.now()),
    setJobListed: (id, listed) => call('setJobListed', id, listed),
    setJobSpec: (id, spec) => call('setJobSpec', id, JSON.stringify(spec)),
    requestJob: (id, request) => call('requestJob', id, request),
    jobRequest: (id, runId) => call('jobRequest', id, runId ?? null),
    deleteJob: (id) => call('deleteJob', id),

    addDocuments: (jobId, items) => call('addDocuments', jobId, items.map(itemToRow)),
    async claimDocuments(jobId, limit, runId) {
      return (await call('claimDocuments', jobId, limit, runId ?? null)).map(documentFromRow);
    },
    releaseDocuments: (jobId, runId) => call('releaseDocuments', jobId, runId ?? null),
    setDocumentHash: (documentId, sha256) => call('setDocumentHash', documentId, sha256),
    finishDocument(documentId, state, finished) {
      return call('finishDocument', documentId, state, {
        status: finished.status,
        // A document that could not be read at all has no hash.
        sha256: finished.document.sha256 || null,
        problem: finished.problem === undefined ? null : JSON.stringify(finished.problem),
        body: JSON.stringify(finished),
      });
    },
    async getDocument(documentId) {
      const row = await call('getDocument', documentId);
      return row === null ? null : documentFromRow(row);
    },
    async listDocuments(jobId, { states, afterOrdinal = -1, limit }) {
      return (await call('listDocuments', jobId, states ?? null, afterOrdinal, limit)).map(documentFromRow);
    },
    countDocuments: (jobId) => call('countDocuments', jobId),
    surveyDocuments: (jobId, groupSize) => call('surveyDocuments', jobId, groupSize),
    retryDocuments: (jobId, states) => call('retryDocuments', jobId, states),
    cancelDocuments: (jobId, runId) => call('cancelDocuments', jobId, runId ?? null),

    getResult: async (documentId) => result(await call('getResult', documentId)),
    async readResults(jobId, { order, after, limit }) {
      const rows = await call('readResults', jobId, order, after, limit);
      return rows.map(({ position, body }) => ({ position, result: JSON.parse(body) as DocumentResult }));
    },
    findResultByHash: async (jobId, sha256) => result(await call('findResultByHash', jobId, sha256)),

    reviewDocument(documentId, { result, state, known, entries }) {
      return call('reviewDocument', documentId, {
        state,
        status: result.status,
        body: JSON.stringify(result),
        known,
        entries: entries.map(reviewToRow),
      });
    },
    listReviews: async (documentId) => (await call('listReviews', documentId)).map(reviewFromRow),

    async findAnswer(key) {
      const row = await call('findAnswer', key);
      return row === null ? null : answerFromRow(row);
    },
    saveAnswer: (answer, attempt) => call('saveAnswer', answerToRow(answer), attemptToRow(attempt)),
    saveShares: (shares) =>
      call(
        'saveShares',
        shares.map(({ answer, attempt }) => ({
          answer: answer && answerToRow(answer),
          attempt: attemptToRow(attempt),
        })),
      ),
    saveFailedAttempt: (attempt) => call('saveFailedAttempt', attemptToRow(attempt)),
    async documentUsage(documentId) {
      const rows = await call('documentUsage', documentId);
      return rows.map((row) => ({ model: row.model, ...usageFromRow(row) }));
    },
    jobUsage: async (jobId) => usageFromRow(await call('jobUsage', jobId)),

    async getSinkCursor(jobId, sinkId) {
      const row = await call('getSinkCursor', jobId, sinkId);
      return row === null
        ? null
        : { position: row.position, files: JSON.parse(row.files) as Record<string, number> };
    },
    setSinkCursor: (jobId, sinkId, { position, files }) =>
      call('setSinkCursor', jobId, sinkId, position, JSON.stringify(files)),
    moveSinkCursor: (jobId, sinkId, { position, files }) =>
      call('moveSinkCursor', jobId, sinkId, position, JSON.stringify(files)),

    getDerived: (key) => call('getDerived', key),
    putDerived: (key, bytes) => call('putDerived', key, bytes),

    runs: identity.runs,
    remoteFiles: {
      begin: ({ lane, name }) => call('beginRemoteFile', lane, name, identity.owner),
      end: ({ lane, name }) => call('endRemoteFile', lane, name),
      async left(lane) {
        const files = await call('listRemoteFiles', lane);
        const isRunning = await identity.running();
        return files.filter(({ owner }) => !isRunning(owner)).map(({ name }) => ({ lane, name }));
      },
    },
    blobLeases: {
      lease: (sha256, forMs) => call('leaseBlob', sha256, forMs, Date.now()),
      condemn: async (sha256s, forMs) =>
        sha256s.length === 0 ? [] : call('condemnBlobs', sha256s, forMs, Date.now()),
      async forget(sha256s) {
        if (sha256s.length > 0) await call('forgetBlobs', sha256s, Date.now());
      },
      takeTurn: (name, holder, forMs) => call('takeTurn', name, holder, forMs, Date.now()),
      endTurn: (name, holder) => call('endTurn', name, holder),
    },
    batches: {
      begin: (batch, lines) =>
        call(
          'beginBatch',
          batchToRow(batch),
          lines.map(({ key, documentId, question }) => ({ key, document_id: documentId, question })),
        ),
      setName: (id, name) => call('nameBatch', id, name),
      list: async () => (await call('listBatches')).map(batchFromRow),
      async lines(id) {
        const rows = await call('listBatchLines', id);
        return rows.map(({ key, document_id: documentId, question }) => ({ key, documentId, question }));
      },
      settle: (id, attempt, answer) =>
        call('settleBatchLine', id, attemptToRow(attempt), answer && answerToRow(answer)),
      end: (id) => call('endBatch', id),
    },
    keys: {
      add: (key) => call('addKey', keyToRow(key)),
      async get(id) {
        const row = await call('getKey', id);
        return row === null ? null : keyFromRow(row);
      },
      list: async () => (await call('listKeys')).map(keyFromRow),
      revoke: (id, atMs) => call('revokeKey', id, wholeMs(atMs)),
    },
    keyUse: {
      read: async (keyId, day) => keyUseFromRow(await call('readKeyUse', keyId, day)),
      async takeJob(job, limits) {
        const { counted, use } = await call('takeKeyJob', job, limits);
        return { counted, use: keyUseFromRow(use) };
      },
      addPages: (keyId, day, pages) => call('addKeyPages', keyId, day, pages),
      charge: (jobId, day) => call('chargeKeyJob', jobId, day),
      async leaseRequests(keyId, lease) {
        const {
          granted,
          taken,
          left_ms: leftMs,
        } = await call('leaseKeyRequests', keyId, { ...lease }, Date.now());
        return { granted, taken, leftMs };
      },
    },
    forgetUnused: (nowMs) =>
      call('forgetUnused', new Date(nowMs - KEEP_USE_MS).toISOString().slice(0, 10), wholeMs(nowMs - DAY_MS)),
    messages: {
      add: (message) => call('addMessage', messageToRow(message)),
      due: async (nowMs, limit) => (await call('dueMessages', wholeMs(nowMs), limit)).map(messageFromRow),
      tried: (id, nextMs) => call('triedMessage', id, nextMs === null ? null : wholeMs(nextMs)),
      nextMs: () => call('nextMessageMs'),
    },
    checkIntegrity: () => call('checkIntegrity'),
    close: () => identity.close(),
  };
}

function reasonToRow({
  problem,
  parkedUntilMs,
}: NonNullable<Parameters<Store['setJobState']>[2]> = {}): StateReasonRow {
  return {
    problem: problem === undefined ? null : JSON.stringify(problem),
    parkedUntilMs: parkedUntilMs === undefined ? null : wholeMs(parkedUntilMs),
  };
}

function itemToRow({ key, name, bytes, modifiedMs, problem }: ListedItem): ItemRow {
  return {
    key,
    name,
    bytes: bytes ?? null,
    modifiedMs: modifiedMs === undefined ? null : wholeMs(modifiedMs),
    problem: problem === undefined ? null : JSON.stringify(problem),
  };
}
