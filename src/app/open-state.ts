import { join } from 'node:path';
import type { Config } from '../config/config.ts';
import type { EventListener } from '../domain/event.ts';
import { LearntLanes } from '../governor/learnt-lanes.ts';
import { shareLimits } from '../governor/share-limits.ts';
import type { SharedLimits } from '../governor/shared-limits.ts';
import type { DocumentQueue } from '../queue/queue.ts';
import type { RetrievalStore } from '../retrieval/retrieval.ts';
import { createSqliteRetrieval } from '../retrieval/sqlite/sqlite-retrieval.ts';
import { makeFolder } from '../sink/make-folder.ts';
import { openSqliteReader, openSqliteStore } from '../store/sqlite/sqlite-store.ts';
import type { QuestionClaims, Store, StoreReader } from '../store/store.ts';
import { storeProblem } from '../store/store-problem.ts';
import { lanesClock } from './clocks.ts';
import { knownLimits } from './open-governor.ts';

/** Where all durable state is, and who works on it. */
export interface State {
  readonly store: Store;
  readonly retrieval: RetrievalStore;
  openReader(): Promise<StoreReader & { close(): Promise<void> }>;
  /** Null where this process has its jobs to itself. */
  readonly queue: DocumentQueue | null;
  /** Absent where this process has ledger and quotas to itself. */
  readonly claims?: QuestionClaims;
  readonly limits?: SharedLimits & { close(): void };
  /** Carries events to other processes and hands on theirs. */
  relay?(emit: EventListener): { tell: EventListener; hear(): void; close(): Promise<void> };
}

/** The store in the folder, or the one that many share when a database is named; what only they need is loaded then. */
export async function openState(config: Config, directory: string): Promise<State> {
  const { databaseUrl } = config;
  // Once it is there nothing below it can go on for ever, as making folders does where the system lets nobody make any.
  await makeFolder(directory).catch((error) => {
    throw storeProblem(error, directory);
  });
  if (databaseUrl === undefined) {
    const path = join(directory, 'leafcutter.db');
    return {
      store: await openSqliteStore({ path }),
      retrieval: createSqliteRetrieval(join(directory, 'passages.db')),
      openReader: () => openSqliteReader(path),
      queue: null,
    };
  }
  const [{ openPostgresStore }, parts, { openPgBossQueue }, { createPostgresRetrieval }] = await Promise.all([
    import('../store/postgres/postgres-store.ts'),
    import('../store/postgres/shared-parts.ts'),
    import('../queue/pg-boss-queue.ts'),
    import('../retrieval/postgres/postgres-retrieval.ts'),
  ]);
  const postgres = await openPostgresStore({ url: databaseUrl });
  return {
    store: postgres.store,
    retrieval: createPostgresRetrieval({
      database: postgres.database,
      schema: `${postgres.database.schema}_passages`,
    }),
    // Its connections do not wait for one another.
    openReader: async () => ({ ...readerOf(postgres.store), close: async () => {} }),
    queue: openPgBossQueue({
      store: parts.openQueueStore(postgres),
      schema: `${postgres.database.schema}_queue`,
    }),
    claims: parts.openQuestionClaims(postgres),
    relay: (emit) => parts.openEventRelay(postgres, databaseUrl, emit),
    limits: shareLimits(
      new parts.SharedLimitsOfStore(postgres, knownLimits(config)),
      new LearntLanes(new parts.LaneExchange(postgres), lanesClock),
    ),
  };
}

/** Passages as the store keeps them, or with their vectors at a Chroma server where one is named. */
export async function withVectors(config: Config, passages: RetrievalStore): Promise<RetrievalStore> {
  if (config.chromaUrl === undefined) return passages;
  const { createChromaRetrieval } = await import('../retrieval/chroma/chroma-retrieval.ts');
  return createChromaRetrieval({
    url: config.chromaUrl,
    tenant: config.chromaTenant,
    database: config.chromaDatabase,
    apiKey: config.chromaApiKey,
    passages,
  });
}

/** A store whose jobs take their passages with them when they are deleted. */
export function withPassages(store: Store, retrieval: RetrievalStore): Store {
  return {
    ...store,
    async deleteJob(id) {
      const deleted = await store.deleteJob(id);
      if (deleted) await retrieval.keepOnly(id, new Set());
      return deleted;
    },
  };
}

/** What of a store only looks. */
function readerOf(store: Store): StoreReader {
  return {
    getJob: (id) => store.getJob(id),
    listJobs: (options) => store.listJobs(options),
    countDocuments: (jobId) => store.countDocuments(jobId),
    surveyDocuments: (jobId, groupSize) => store.surveyDocuments(jobId, groupSize),
    jobUsage: (jobId) => store.jobUsage(jobId),
    getDocument: (documentId) => store.getDocument(documentId),
    listDocuments: (jobId, options) => store.listDocuments(jobId, options),
    getResult: (documentId) => store.getResult(documentId),
    readResults: (jobId, options) => store.readResults(jobId, options),
    listReviews: (documentId) => store.listReviews(documentId),
  };
}
