import type Database from 'better-sqlite3';
import type { ItemRow } from '../listed-document.ts';
import type { NewJobRow } from '../rows.ts';
import { checkConnection } from './connection.ts';
import { batchOperations } from './operations/batches.ts';
import { blobOperations } from './operations/blobs.ts';
import { documentOperations } from './operations/documents.ts';
import { jobOperations } from './operations/jobs.ts';
import { keptOperations } from './operations/kept.ts';
import { keyUseOperations } from './operations/key-use.ts';
import { ledgerOperations } from './operations/ledger.ts';
import { lockOperations } from './operations/locks.ts';
import { resultOperations } from './operations/results.ts';
import { serviceOperations } from './operations/service.ts';

/** Everything that can be asked of the thread that owns the database, by name: plain calls that run to their end. */
export type Operations = ReturnType<typeof createOperations>;

/** Those of them that every store has: each finds out in its own way whether a process has ended. */
export type SharedOperations = Omit<Operations, keyof ReturnType<typeof lockOperations>>;

/** Prepares all statements on an open database. The caller wraps what writes in a transaction. */
export function createOperations(database: Database.Database, path: string) {
  const { shiftCounts, isRunOf, ...jobs } = jobOperations(database);
  const documents = documentOperations(database, { shiftCounts, isRunOf });
  const ledger = ledgerOperations(database);
  return {
    ...jobs,
    ...documents,
    openListedJob(job: NewJobRow, nowMs: number, items: readonly ItemRow[]): ReturnType<typeof jobs.openJob> {
      const opened = jobs.openJob(job, nowMs);
      if (!opened.created) return opened;
      documents.addDocuments(job.id, items);
      jobs.setJobListed(job.id, true);
      return { row: jobs.getJob(job.id)!, created: true };
    },
    ...resultOperations(database),
    ...ledger,
    ...batchOperations(database, ledger),
    ...blobOperations(database),
    ...keptOperations(database),
    ...keyUseOperations(database),
    ...serviceOperations(database, shiftCounts),
    ...lockOperations(database),
    checkIntegrity(): void {
      checkConnection(database, path);
    },
  };
}

/** Operations that only read: a group of nothing else needs no transaction and no disk. */
export const READING: ReadonlySet<string> = new Set<keyof Operations>([
  'lockHolder',
  'getJob',
  'findJob',
  'listJobs',
  'jobRequest',
  'countDocuments',
  'surveyDocuments',
  'jobUsage',
  'getDocument',
  'listDocuments',
  'getResult',
  'readResults',
  'findResultByHash',
  'getSinkCursor',
  'findAnswer',
  'documentUsage',
  'getDerived',
  'listRemoteFiles',
  'listBatches',
  'listBatchLines',
  'listReviews',
  'getKey',
  'listKeys',
  'readKeyUse',
  'dueMessages',
  'nextMessageMs',
  'checkIntegrity',
]);
