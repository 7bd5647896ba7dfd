import { Problem, toProblem } from '../problem/problem.ts';
import type { StoredDocument } from '../store/store.ts';
import type { Calls } from './asker.ts';
import type { ModelCall } from './call-model.ts';
import { WorkingDeadline } from './deadlines.ts';
import type { EngineParts } from './parts.ts';
import { type DocumentTask, obtain, openDocument, runRecipe } from './process-document.ts';

/** What a document would ask, without asking: the part of an estimate that one document gives. Null: unreadable. */
export async function planDocument(
  engine: EngineParts,
  task: Omit<DocumentTask, 'calls' | 'engine'>,
  document: StoredDocument,
): Promise<{ pages: number; calls: readonly ModelCall[]; answered: number; remembered: number } | null> {
  const planned: ModelCall[] = [];
  const calls: Calls = {
    async get(_asker, call) {
      const answer = await engine.store.findAnswer(call.key);
      if (answer) return { answer, remembered: true };
      planned.push(call);
      throw new Problem('not-asked', { detail: 'Only estimated' });
    },
  };
  const deadline = new WorkingDeadline(engine.config.documentTimeoutSeconds * 1000, () =>
    engine.clock.elapsedMs(),
  );
  let answered = 0;
  let remembered = 0;
  try {
    if (document.problem) return null;
    const whole: DocumentTask = { ...task, engine, calls };
    const reader = await openDocument(whole, await obtain(whole, document), document.source.name);
    // A recipe whose later questions need earlier answers stops at the first that would be asked.
    await runRecipe(whole, document, reader, deadline, (answer) => {
      if (answer.remembered) remembered++;
      else if (answer.accepted) answered++;
    }).catch(rethrowUnlessDocument);
    return { pages: reader.pageCount, calls: planned, answered, remembered };
  } catch (error) {
    rethrowUnlessDocument(error);
    return null;
  } finally {
    deadline.end();
  }
}

/** Lets a document's own failure be counted, and throws what concerns the whole job. */
function rethrowUnlessDocument(error: unknown): void {
  const problem = toProblem(error);
  if (problem.disposition === 'stop' || problem.disposition === 'park') throw problem;
}
