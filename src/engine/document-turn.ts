import type { DocumentResult } from '../domain/result.ts';
import type { DocumentState } from '../domain/states.ts';
import { toProblem } from '../problem/problem.ts';
import type { StoredDocument } from '../store/store.ts';
import { hideOwnPaths } from './hide-own-paths.ts';
import { type DocumentEnd, type DocumentTask, processDocument } from './process-document.ts';

/** Takes one document from its source to its committed result, and tells of its start and end. Answers its state. */
export async function documentTurn(task: DocumentTask, document: StoredDocument): Promise<DocumentState> {
  const { emit, clock } = task.engine;
  const { name } = document.source;
  const startedMs = clock.elapsedMs();
  emit({ type: 'document-start', jobId: document.jobId, documentId: document.id, name });
  const { state, result } = await processToEnd(task, document);
  emit({
    type: 'document-end',
    jobId: document.jobId,
    documentId: document.id,
    name,
    state,
    ...classOf(task, result),
    pages: result.document.pages,
    usage: result.usage,
    durationMs: clock.elapsedMs() - startedMs,
    ...(result.problem ? { problem: result.problem } : {}),
  });
  return state;
}

/** Documents of the same bytes that came meanwhile wait until the result is committed: it is theirs too. */
async function processToEnd(task: DocumentTask, document: StoredDocument): Promise<DocumentEnd> {
  try {
    const end = await processDocument(task, document);
    const result = hideOwnPaths(end.result, document.source, task.engine.config.dataDirectory);
    return { state: await commit(task, document.id, end.state, result), result };
  } finally {
    task.same?.release(document.id);
  }
}

function classOf({ recipe }: DocumentTask, { data }: DocumentResult): { readonly class?: string } {
  return recipe.classOf && data !== null ? { class: recipe.classOf(data) } : {};
}

/** Answers the state the document is in: another when it was ended elsewhere meanwhile, and the result is dropped. */
async function commit(
  { engine: { store } }: DocumentTask,
  documentId: string,
  state: DocumentState,
  result: DocumentResult,
): Promise<DocumentState> {
  try {
    await store.finishDocument(documentId, state, result);
    return state;
  } catch (error) {
    if (toProblem(error).code !== 'conflict') throw error;
    return (await store.getDocument(documentId))?.state ?? 'cancelled';
  }
}
