import { COLLECTION_KEY } from '../domain/collection.ts';
import type { DocumentResult } from '../domain/result.ts';
import { Problem } from '../problem/problem.ts';
import type { ResultAction } from '../recipes/recipe.ts';
import type { StoredDocument } from '../store/store.ts';
import { WorkingDeadline } from './deadlines.ts';
import type { EngineParts } from './parts.ts';
import { createStep, type DocumentTask, openTogether } from './process-document.ts';

/** What is to be done with the result of a job's documents together. */
export interface Consultation {
  readonly action: ResultAction;
  readonly input: unknown;
}

/** The document of a job that is all the others together, with its result. Throws `conflict` while there is none. */
export async function resultTogether(
  store: EngineParts['store'],
  jobId: string,
): Promise<{ readonly document: StoredDocument; readonly result: DocumentResult }> {
  const document = await findTogether(store, jobId);
  const result = document ? await store.getResult(document.id) : null;
  if (document && result?.data != null) return { document, result };
  throw new Problem('conflict', { detail: `Job ${jobId} has no result of all its documents together yet` });
}

async function findTogether(store: EngineParts['store'], jobId: string): Promise<StoredDocument | null> {
  let afterOrdinal = -1;
  for (;;) {
    const documents = await store.listDocuments(jobId, { afterOrdinal, limit: 500 });
    const found = documents.find(({ source }) => source.key === COLLECTION_KEY);
    if (found) return found;
    if (documents.length < 500) return null;
    afterOrdinal = documents.at(-1)!.ordinal;
  }
}

/**
 * Does an action with the result of all documents of a job: questions go the job's route through ledger and governor, and
 * count as its own.
 */
export async function consult(
  task: Omit<DocumentTask, 'stopping' | 'batches' | 'priority'>,
  { action, input }: Consultation,
): Promise<unknown> {
  const { engine, jobId, signal } = task;
  const { document, result } = await resultTogether(engine.store, jobId);
  const whole: DocumentTask = { ...task, stopping: signal, batches: null, priority: 'interactive' };
  const deadline = new WorkingDeadline(engine.config.documentTimeoutSeconds * 1000, () =>
    engine.clock.elapsedMs(),
  );
  try {
    const open = async () => {
      const collection = await openTogether(whole, document, deadline);
      return { collection, step: createStep(whole, document, collection, deadline, () => {}) };
    };
    return await action.run({ data: result.data, open }, input);
  } finally {
    deadline.end();
  }
}
