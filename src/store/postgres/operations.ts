import type { SharedOperations } from '../sqlite/operations.ts';
import type { Database } from './database.ts';
import { batchOperations } from './operations/batches.ts';
import { blobOperations } from './operations/blobs.ts';
import { documentOperations } from './operations/documents.ts';
import { jobOperations } from './operations/jobs.ts';
import { keptOperations } from './operations/kept.ts';
import { keyUseOperations } from './operations/key-use.ts';
import { ledgerOperations } from './operations/ledger.ts';
import { resultOperations } from './operations/results.ts';
import { serviceOperations } from './operations/service.ts';
import { unavailableDatabase } from './postgres-problem.ts';

/** The operations of the SQLite store, each a statement or a transaction on the server. */
type AsyncOperations = {
  readonly [Name in keyof SharedOperations]: (
    ...args: Parameters<SharedOperations[Name]>
  ) => Promise<ReturnType<SharedOperations[Name]>>;
};

/** Everything that can be asked of a store, by name, on the tables of `database`. */
export function createOperations(database: Database): AsyncOperations {
  return {
    ...jobOperations(database),
    ...documentOperations(database),
    ...resultOperations(database),
    ...ledgerOperations(database),
    ...batchOperations(database),
    ...blobOperations(database),
    ...keptOperations(database),
    ...keyUseOperations(database),
    ...serviceOperations(database),
    /** Counts that do not fit what they count are a defect of ours; damaged files are the server's to find. */
    async checkIntegrity(): Promise<void> {
      const [wrong] = await database.query<{ job_id: string }>(
        `SELECT coalesce(kept.job_id, found.job_id) AS job_id
         FROM (SELECT job_id, state, documents FROM document_counts WHERE documents <> 0) AS kept
         FULL JOIN (SELECT job_id, state, count(*) AS documents FROM documents GROUP BY 1, 2) AS found USING (job_id, state)
         WHERE kept.documents IS DISTINCT FROM found.documents LIMIT 1`,
      );
      if (wrong)
        throw unavailableDatabase(
          database.place,
          `the counts of job ${wrong.job_id} do not fit its documents`,
        );
    },
  };
}
