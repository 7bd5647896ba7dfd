import { stat } from 'node:fs/promises';
import { isCollection } from '../domain/collection.ts';
import type { Finding } from '../domain/finding.ts';
import type { Answer, Question } from '../domain/question.ts';
import type { DocumentResult, ResultDocument } from '../domain/result.ts';
import type { DocumentState } from '../domain/states.ts';
import { addUsage } from '../domain/usage.ts';
import { Problem, type ProblemJson, problemFromJson, toProblem } from '../problem/problem.ts';
import type { CollectionStep, Outcome, Recipe, RecipeOutcome } from '../recipes/recipe.ts';
import type { LocalFile } from '../source/source.ts';
import type { StoredDocument } from '../store/store.ts';
import { Answered, NOTHING_ANSWERED } from './answered.ts';
import { decisionOn } from './approvals.ts';
import { ask } from './ask.ts';
import type { Asker, Calls } from './asker.ts';
import type { Batches, CallContext, Packs, Spread } from './call-model.ts';
import { type AskedDocument, CollectionReader } from './collection-reader.ts';
import { WorkingDeadline } from './deadlines.ts';
import { DocumentReader } from './document-reader.ts';
import { openCollection } from './open-collection.ts';
import type { EngineParts, TierModels } from './parts.ts';
import { createPassageIndex } from './passage-index.ts';
import { needsReview } from './review-reasons.ts';
import { asksModel, type Route } from './route.ts';
import { SameInJob } from './same-in-job.ts';
import { SharedPages } from './shared-pages.ts';

/** Working time a page adds to the document's limit. */
const PER_PAGE_MS = 30_000;

/** What processing a document needs besides the document. */
export interface DocumentTask {
  readonly engine: EngineParts;
  readonly calls: Calls;
  readonly recipe: Recipe;
  readonly recipeOptions: unknown;
  readonly models: TierModels;
  readonly route: Route;
  readonly jobId: string;
  /** Documents of more pages fail; default: any number. */
  readonly maxPages?: number | undefined;
  readonly priority: 'interactive' | 'batch';
  readonly signal: AbortSignal;
  readonly stopping: AbortSignal;
  readonly batches: Batches | null;
  /** Absent or null: every question is asked alone. */
  readonly packs?: Packs | null;
  /** Absent: every question is asked by this process. */
  readonly spread?: Spread | undefined;
  /** How many documents of the job are not done; absent: nobody knows. */
  readonly documentsLeft?: () => number;
  /** One for all documents that are in work at the same time; absent: this document looks by itself. */
  readonly same?: SameInJob;
}

/** A document's last state with the result to store. */
export interface DocumentEnd {
  readonly state: DocumentState;
  readonly result: DocumentResult;
}

/**
 * Takes one document from its source to its result. A failure of the document is a result with status `failed`;
 * thrown are only Problems that stop or park the whole job.
 */
export async function processDocument(task: DocumentTask, document: StoredDocument): Promise<DocumentEnd> {
  const { engine } = task;
  const startedMs = engine.clock.now();
  const deadline = new WorkingDeadline(engine.config.documentTimeoutSeconds * 1000, () =>
    engine.clock.elapsedMs(),
  );
  let known: ResultDocument = {
    id: document.id,
    name: document.source.name,
    sha256: document.sha256 ?? '',
    pages: 0,
    bytes: document.source.bytes ?? 0,
  };
  const answered = new Answered(task);
  try {
    if (document.problem) throw problemFromJson(document.problem);
    const reader = await open(task, document, deadline, (file) => {
      known = { ...known, ...file };
    });
    if ('repeats' in reader) return repeated(reader.repeats, known, timings(engine, startedMs));
    known = { ...known, pages: reader.pageCount };
    deadline.extend(reader.pageCount * PER_PAGE_MS);
    const outcome = await runRecipe(task, document, reader, deadline, (answer) => answered.add(answer));
    await reader.file.stillSame?.();
    return await conclude(task, known, outcome, answered, startedMs);
  } catch (error) {
    const problem = describe(toProblem(error, known.name), known.name);
    if (problem.disposition === 'stop' || problem.disposition === 'park') throw problem;
    return { state: 'failed', result: await failedResult(task, known, problem, answered, startedMs) };
  } finally {
    deadline.end();
  }
}

/** Opens a document, or all documents of the job as one; answers the result of the same bytes where there is one. */
async function open(
  task: DocumentTask,
  document: StoredDocument,
  deadline: WorkingDeadline,
  found: (file: Pick<LocalFile, 'sha256' | 'bytes'>) => void,
): Promise<AskedDocument | { readonly repeats: DocumentResult }> {
  const { store } = task.engine;
  if (isCollection(document.source)) {
    const collection = await openTogether(task, document, deadline);
    found({ sha256: collection.sha256, bytes: collection.file.bytes });
    await store.setDocumentHash(document.id, collection.sha256);
    return collection;
  }
  const file = await obtain(task, document);
  found({ sha256: file.sha256, bytes: file.bytes });
  const twinAtWork = task.same?.hold(document.id, file.sha256);
  if (twinAtWork) await deadline.waiting(twinAtWork);
  const [twin] = await Promise.all([
    store.findResultByHash(task.jobId, file.sha256),
    store.setDocumentHash(document.id, file.sha256),
  ]);
  return twin ? { repeats: twin } : openDocument(task, file, document.source.name);
}

/** Opens all documents of a job that were read, as one. */
export async function openTogether(
  task: DocumentTask,
  document: StoredDocument,
  deadline: WorkingDeadline,
): Promise<CollectionReader> {
  const { engine, jobId } = task;
  const embedder = asksModel(task.route) ? engine.embedder : null;
  return openCollection(engine, jobId, {
    open: async (member) => openDocument(task, await obtain(task, member), member.source.name),
    passages: createPassageIndex(
      engine,
      jobId,
      embedder && { embedder, call: contextOf(task, document, deadline) },
    ),
  });
}

/** Commits the failure of a document that was never taken to its end; nothing when it is final already. */
export async function failDocument(
  task: DocumentTask,
  document: StoredDocument,
  problem: Problem,
): Promise<void> {
  const { store, clock } = task.engine;
  const known = {
    id: document.id,
    name: document.source.name,
    sha256: document.sha256 ?? '',
    pages: 0,
    bytes: document.source.bytes ?? 0,
  };
  const result = await failedResult(task, known, problem, new Answered(task), clock.now());
  try {
    await store.finishDocument(document.id, 'failed', result);
  } catch (error) {
    if (toProblem(error).code !== 'conflict') throw error;
  }
}

/** The document's bytes on disk. What was downloaded is kept by its hash: going on does not download again. */
export async function obtain({ engine, signal }: DocumentTask, document: StoredDocument): Promise<LocalFile> {
  const { source, sha256 } = document;
  const kept = sha256 && source.modifiedMs === undefined ? await engine.blobs.find(sha256) : null;
  if (kept && sha256) return { path: kept, sha256, bytes: (await stat(kept)).size };
  const file = await engine.fetch(source, engine.blobs.incoming, signal);
  if (file.path === source.key) return file;
  return { ...file, path: await engine.blobs.adopt(file.path, file.sha256) };
}

/** A defect of ours is named as such, with the document it happened on; its cause stays for the log. */
function describe(problem: Problem, name: string): Problem {
  if (problem.code !== 'internal') return problem;
  return new Problem('internal', {
    detail: `${name}: ${problem.detail}`,
    subject: name,
    cause: problem.cause,
  });
}

/** Opens the document for reading; throws what is wrong with it. */
export async function openDocument(
  task: DocumentTask,
  file: LocalFile,
  name: string,
): Promise<DocumentReader> {
  const { pdf, config } = task.engine;
  if (file.bytes > config.maxFileMegabytes * 1_000_000) {
    throw new Problem('file-too-large', {
      detail: `${name} has ${Math.ceil(file.bytes / 1_000_000)} MB, more than the ${config.maxFileMegabytes} MB allowed; raise LEAFCUTTER_MAX_FILE_MB, or cut it into parts`,
      subject: name,
    });
  }
  const info = await pdf.open(file.path, { signal: task.signal });
  if (task.maxPages !== undefined && info.pageCount > task.maxPages) {
    throw new Problem('request-too-large', {
      detail: `${name} has ${info.pageCount} pages, more than the ${task.maxPages} that are taken; cut it into parts`,
      subject: name,
    });
  }
  return new DocumentReader(task.engine, file, name, info, task.signal);
}

/** Runs the recipe and holds its data against its own schema; `heard` is told of every answer. */
export async function runRecipe(
  task: DocumentTask,
  document: StoredDocument,
  reader: AskedDocument,
  deadline: WorkingDeadline,
  heard: (answer: Answer<unknown>) => void,
): Promise<RecipeOutcome<unknown>> {
  const { recipe } = task;
  const step = createStep(task, document, reader, deadline, heard);
  const outcome =
    reader instanceof CollectionReader
      ? await recipe.combine!(reader, step, task.recipeOptions)
      : await recipe.run(reader, step, task.recipeOptions);
  const parsed = recipe.result.safeParse(outcome.data);
  if (!parsed.success) {
    throw new Problem('internal', {
      detail: `recipe ${recipe.name} ${recipe.version} returned data that its own schema refuses: ${parsed.error.issues[0]?.path.join('.')}: ${parsed.error.issues[0]?.message}`,
    });
  }
  return { ...outcome, data: parsed.data };
}

/** On whose behalf the calls of a document are made. */
export function contextOf(
  task: DocumentTask,
  document: StoredDocument,
  deadline: WorkingDeadline,
): CallContext {
  const { jobId, priority, signal, stopping, batches, packs = null, spread, documentsLeft } = task;
  const documentId = document.id;
  return {
    jobId,
    documentId,
    priority,
    deadline,
    signal,
    stopping,
    batches,
    packs,
    spread,
    begun: false,
    ...(documentsLeft ? { documentsLeft } : {}),
  };
}

/** What a recipe may do with a document; `heard` is told of every answer. */
export function createStep(
  task: DocumentTask,
  document: StoredDocument,
  reader: AskedDocument,
  deadline: WorkingDeadline,
  heard: (answer: Answer<unknown>) => void,
): CollectionStep {
  const { engine, calls, recipe, models, route, jobId, signal } = task;
  const context = contextOf(task, document, deadline);
  const asker: Asker = { engine, calls, recipe, models, route, document: reader, context };
  const step: CollectionStep = {
    signal,
    async sharing(work) {
      const shared = new SharedPages(engine.bytesInFlight);
      try {
        return await work({ ...step, ask: (question) => asked({ ...asker, shared }, question) });
      } finally {
        shared.close();
      }
    },
    ask: (question) => asked(asker, question),
    all: (items, work) => Promise.all([...items].map((item, index) => outcomeOf(() => work(item, index)))),
    progress(done, total, message, { step: at, partial } = {}) {
      engine.emit({
        type: 'document-progress',
        jobId,
        documentId: document.id,
        done,
        total,
        ...(message === undefined ? {} : { message }),
        ...(at ? { step: at } : {}),
        ...(partial ? { partial: { path: partial.path, json: JSON.stringify(partial.value) } } : {}),
      });
    },
    approve: (name, proposal, schema) => decisionOn(engine.store, jobId, { name, proposal, schema }),
  };
  return step;

  async function asked<Value>(by: Asker, question: Question<Value>): Promise<Answer<Value>> {
    const answer = await ask(by, question);
    heard(answer);
    return answer;
  }
}

/** One item's failure never takes its siblings; what stops the job is thrown on. */
async function outcomeOf<Value>(work: () => Promise<Value>): Promise<Outcome<Value>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    const problem = toProblem(error);
    if (problem.disposition === 'stop' || problem.disposition === 'park') throw problem;
    return { ok: false, problem };
  }
}

async function conclude(
  task: DocumentTask,
  document: ResultDocument,
  outcome: RecipeOutcome<unknown>,
  answered: Answered,
  startedMs: number,
): Promise<DocumentEnd> {
  const failedPages = outcome.pages.filter(({ status }) => status === 'failed');
  const everyPageFailed = failedPages.length > 0 && failedPages.length === outcome.pages.length;
  if (everyPageFailed && failedPages[0]?.problem) {
    const problem = problemFromJson(failedPages[0].problem);
    const result = await failedResult(task, document, problem, answered, startedMs);
    return { state: 'failed', result: { ...result, pages: outcome.pages } };
  }
  const partial = failedPages.length > 0 || outcome.partial === true;
  const same = task.same ?? new SameInJob({ ...task.engine, jobId: task.jobId, stopping: task.stopping });
  const repeats = await same.find(task.recipe, document, outcome.data);
  const review = needsReview(outcome);
  const result: DocumentResult = {
    ...(await envelope(task, document, answered, startedMs)),
    status: partial ? 'partial' : 'complete',
    data: outcome.data,
    evidence: outcome.evidence,
    findings: [...outcome.findings, ...repeats],
    pages: outcome.pages,
    review: review ? 'needed' : 'none',
  };
  return { state: partial ? 'partial' : review ? 'needs_review' : 'succeeded', result };
}

/** The same bytes again in one job: the answer is the first one's, and nothing was spent. */
function repeated(
  twin: DocumentResult,
  document: ResultDocument,
  times: DocumentResult['timings'],
): DocumentEnd {
  const finding: Finding = {
    code: 'duplicate-file',
    severity: 'info',
    path: '',
    message: `The same bytes as ${twin.document.name}; answered once`,
    actual: twin.document.name,
  };
  const result: DocumentResult = {
    ...twin,
    document: { ...document, pages: twin.document.pages },
    findings: [...twin.findings, finding],
    usage: { ...NOTHING_USED },
    stages: { ...NOTHING_ANSWERED },
    strongAlone: twin.strongAlone ? { ...twin.strongAlone, costMicros: 0 } : null,
    timings: times,
  };
  return { state: twin.review === 'needed' ? 'needs_review' : 'succeeded', result };
}

const NOTHING_USED = { ...addUsage(), byModel: [] };

async function failedResult(
  task: DocumentTask,
  document: ResultDocument,
  problem: Problem,
  answered: Answered,
  startedMs: number,
): Promise<DocumentResult> {
  const json: ProblemJson = problem.toJSON();
  return {
    ...(await envelope(task, document, answered, startedMs)),
    status: 'failed',
    data: null,
    evidence: [],
    findings: [],
    pages: Array.from({ length: document.pages }, (_, index) => ({
      pageNumber: index + 1,
      status: 'failed' as const,
      problem: json,
    })),
    review: 'none',
    problem: json,
  };
}

async function envelope(
  { engine, recipe }: DocumentTask,
  document: ResultDocument,
  answered: Answered,
  startedMs: number,
): Promise<Pick<DocumentResult, 'document' | 'recipe' | 'usage' | 'timings' | 'stages' | 'strongAlone'>> {
  const byModel = await engine.store.documentUsage(document.id);
  return {
    document,
    recipe: { name: recipe.name, version: recipe.version },
    usage: { ...addUsage(...byModel), byModel },
    timings: timings(engine, startedMs),
    stages: { ...answered.stages },
    strongAlone: answered.strongAlone(),
  };
}

function timings(engine: EngineParts, startedMs: number): DocumentResult['timings'] {
  const endedMs = engine.clock.now();
  return {
    totalMs: Math.round(endedMs - startedMs),
    startedAt: new Date(startedMs).toISOString(),
    endedAt: new Date(endedMs).toISOString(),
  };
}
