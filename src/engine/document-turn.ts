import type { DocumentResult } from '../domain/result.ts';
import type { DocumentState } from '../domain/states.ts';
import { toProblem } from '../problem/problem.ts';
import type { StoredDocument } from '../store/store.ts';
import { hideOwnPaths } from './hide-own-paths.ts';
import { type DocumentTask, processDocument } from './process-document.ts';

/** Takes one document from its source to its committed result, and tells of its start and end. Answers its state. */
export async function documentTurn(task: DocumentTask, document: StoredDocument): Promise<DocumentState> {
  const { emit, clock, config } = task.engine;
  const { name } = document.source;
  const startedMs = clock.now();
  emit({ type: 'document-start', jobId: document.jobId, documentId: document.id, name });
  const end = await processDocument(task, document);
  const result = hideOwnPaths(end.result, document.source, config.dataDirectory);
  const state = await commit(task, document.id, end.state, result);
  emit({
    type: 'document-end',
    jobId: document.jobId,
    documentId: document.id,
    name,
    state,
    ...classOf(task, result),
    pages: result.document.pages,
    usage: result.usage,
    durationMs: clock.now() - startedMs,
    ...(result.problem ? { problem: result.problem } : {}),
  });
  return state;
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
