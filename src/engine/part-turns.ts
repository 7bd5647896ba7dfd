import { z } from 'zod';
import { isCollection } from '../domain/collection.ts';
import type { Model } from '../models/model.ts';
import { toProblem } from '../problem/problem.ts';
import type { PartCall, PartProblem } from '../queue/queue.ts';
import type { StoredDocument } from '../store/store.ts';
import type { Calls } from './asker.ts';
import type { ModelCall } from './call-model.ts';
import type { AskedDocument } from './collection-reader.ts';
import { WorkingDeadline } from './deadlines.ts';
import { measureCall } from './measure-call.ts';
import { estimateBytes, makeContent, type PlannedPart } from './model-content.ts';
import { contextOf, type DocumentTask, obtain, openDocument, openTogether } from './process-document.ts';
import { SharedPages } from './shared-pages.ts';

/** What several parts use at the same time. */
interface InUse<Value> {
  readonly value: Value;
  users: number;
}

/** Makes the calls of documents that other processes work on: it only asks, and leaves the answer in the ledger. */
export class PartTurns {
  readonly #calls: Calls;
  readonly #opened = new Map<string, InUse<Promise<AskedDocument>>>();
  readonly #shared = new Map<string, InUse<SharedPages>>();

  constructor(calls: Calls) {
    this.#calls = calls;
  }

  /**
   * Makes a call. Answers why it got no answer, where asking again elsewhere would not help. Nothing is asked where it would
   * be another question: of another file, another model, other settings. Throws what ends the job or this process's work.
   */
  async turn(task: DocumentTask, document: StoredDocument, part: PartCall): Promise<PartProblem | undefined> {
    const { documentTimeoutSeconds, sectionTaskTimeoutSeconds } = task.engine.config;
    const isSection = part.kind === 'section';
    const deadline = new WorkingDeadline(
      (isSection ? sectionTaskTimeoutSeconds : documentTimeoutSeconds) * 1000,
      () => task.engine.clock.elapsedMs(),
      { subject: isSection ? 'The section' : 'The document' },
    );
    // It is asked here, whatever else waits.
    const context = contextOf({ ...task, spread: undefined }, document, deadline);
    try {
      await this.#open(task, document, part, deadline, async (reader) => {
        const pages = `${document.id} ${JSON.stringify(part.parts)}`;
        const make = () => new SharedPages(task.engine.bytesInFlight);
        const ask = async (shared?: SharedPages): Promise<void> => {
          const call = callOf(task, document, part, reader, shared);
          if (call) await this.#calls.get({ engine: task.engine, context }, call);
        };
        if (!part.sharesPages) return ask();
        return using(this.#shared, pages, make, ask, (shared) => shared.close());
      });
      return undefined;
    } catch (error) {
      const problem = toProblem(error);
      const { disposition, code } = problem;
      if (disposition === 'stop' || disposition === 'park' || code === 'cancelled') throw problem;
      // What ails this process, whoever works on the document finds out for itself.
      return disposition === 'fail' && code !== 'deadline-passed'
        ? undefined
        : { problem: problem.toJSON(), disposition };
    } finally {
      deadline.end();
    }
  }

  /** Opens the document for as long as parts of it are in work; a question without pages needs none. */
  async #open(
    task: DocumentTask,
    document: StoredDocument,
    { parts }: PartCall,
    deadline: WorkingDeadline,
    work: (reader: AskedDocument | null) => Promise<void>,
  ): Promise<void> {
    if (parts.length === 0) return work(null);
    const open = async (): Promise<AskedDocument> =>
      isCollection(document.source)
        ? openTogether(task, document, deadline)
        : openDocument(task, await obtain(task, document), document.source.name);
    await using(this.#opened, document.id, open, async (opening) => {
      const reader = await opening.catch((error) => {
        if (toProblem(error).code === 'cancelled') throw error;
        // Whoever works on the document has it open.
        return null;
      });
      if (reader) await work(reader);
    });
  }
}

/** The call as this process would make it; null where it is another question here. */
function callOf(
  { engine, recipe, models: tiers }: DocumentTask,
  { sha256 }: StoredDocument,
  part: PartCall,
  reader: AskedDocument | null,
  shared: SharedPages | undefined,
): ModelCall | null {
  const { question, kind, prompt, jsonSchema } = part;
  const parts = part.parts as readonly PlannedPart[];
  const models = Object.values(tiers).find((some) => some[0]?.id === part.model);
  const model = models?.[0];
  if (!models || !model) return null;
  const documentSha256 = reader?.sha256 ?? sha256 ?? '';
  const measured = measureCall(engine, {
    recipe,
    model,
    question,
    prompt,
    jsonSchema,
    documentSha256,
    parts,
  });
  if (measured.key !== part.key) return null;
  return {
    ...measured,
    question: { name: question, parts, schema: z.unknown(), prompt, ...(kind ? { kind } : {}) },
    models,
    request: { prompt, jsonSchema, maxOutputTokens: model.capabilities.maxOutputTokens },
    parts,
    bytes: reader ? estimateBytes(parts, reader) : 0,
    content: async (_model, signal) =>
      reader ? makeContent(engine, parts, { document: reader, shared, signal }) : [],
    ...(shared ? { files: (chosen: Model) => shared.files(chosen) } : {}),
    confirm: null,
  };
}

/** Runs `work` with the value of a key: one for all that use it at the same time. */
async function using<Value>(
  values: Map<string, InUse<Value>>,
  key: string,
  make: () => Value,
  work: (value: Value) => Promise<void>,
  end: (value: Value) => void = () => {},
): Promise<void> {
  const used = values.get(key) ?? { value: make(), users: 0 };
  values.set(key, used);
  used.users++;
  try {
    await work(used.value);
  } finally {
    if (--used.users === 0) {
      values.delete(key);
      end(used.value);
    }
  }
}
