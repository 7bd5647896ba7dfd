import type { DocumentBody } from '../../api/document.ts';
import type { JobBody } from '../../api/job.ts';
import type { LeafcutterClient } from '../../client/client.ts';
import { DOCUMENT_STATES, type DocumentCounts } from '../../domain/states.ts';
import type { Usage } from '../../domain/usage.ts';
import { fromWire, resultFromWire } from '../../domain/wire.ts';
import type { ProblemJson } from '../../problem/problem.ts';
import type { SinkCursor } from '../../sink/sink.ts';
import type { DocumentSurvey, Job, Store, StoredDocument } from '../../store/store.ts';

/** What of a store can be seen from elsewhere. */
type SeenStore = Pick<
  Store,
  | 'getJob'
  | 'countDocuments'
  | 'jobUsage'
  | 'surveyDocuments'
  | 'listDocuments'
  | 'readResults'
  | 'getResult'
  | 'getSinkCursor'
  | 'setSinkCursor'
  | 'moveSinkCursor'
>;

/** What was asked about a job is answered from memory for so long: one look asks several times. */
const FRESH_MS = 200;
/** Results in one answer: no more than both sides hold with ease. */
const RESULTS = 50;

/** The jobs of a server, read as a store is read; how far outputs are is remembered as long as this process lives. */
export class RemoteStore implements SeenStore {
  /** What goes on at providers is the server's business. */
  readonly batches = { list: async () => [] };
  readonly #client: LeafcutterClient;
  readonly #jobs = new Map<string, { readonly untilMs: number; readonly body: Promise<JobBody> }>();
  readonly #cursors = new Map<string, SinkCursor>();

  constructor(client: LeafcutterClient) {
    this.#client = client;
  }

  async getJob(id: string): Promise<Job> {
    return jobOf(await this.#job(id));
  }

  async countDocuments(jobId: string): Promise<DocumentCounts> {
    return countsOf(await this.#job(jobId));
  }

  async jobUsage(jobId: string): Promise<Usage> {
    return usageOf(await this.#job(jobId));
  }

  async surveyDocuments(jobId: string, groupSize: number): Promise<DocumentSurvey> {
    const { group_size, groups, failures } = await this.#client.survey(jobId, groupSize);
    return { groupSize: group_size, groups: groups as DocumentSurvey['groups'], failures };
  }

  async listDocuments(
    jobId: string,
    { states, afterOrdinal, limit }: Parameters<Store['listDocuments']>[1],
  ): Promise<readonly StoredDocument[]> {
    const { documents } = await this.#client.documents(jobId, {
      limit,
      ...(states === undefined ? {} : { state: states }),
      ...(afterOrdinal === undefined ? {} : { after: afterOrdinal }),
    });
    return documents.map(documentOf);
  }

  async readResults(
    jobId: string,
    { order, after, limit }: Parameters<Store['readResults']>[1],
  ): ReturnType<Store['readResults']> {
    const page = await this.#client.resultPage(jobId, { order, after, limit: Math.min(RESULTS, limit) });
    // Where each stands between the first and the last is asked by nobody.
    return page.results.map((result) => ({
      position: page.last_position,
      result: resultFromWire(result as unknown as Record<string, unknown>),
    }));
  }

  async getResult(documentId: string): ReturnType<Store['getResult']> {
    const { result } = await this.#client.document(documentId);
    return result === null ? null : resultFromWire(result as unknown as Record<string, unknown>);
  }

  async getSinkCursor(jobId: string, sinkId: string): Promise<SinkCursor | null> {
    return this.#cursors.get(`${jobId} ${sinkId}`) ?? null;
  }

  async setSinkCursor(jobId: string, sinkId: string, cursor: SinkCursor): Promise<void> {
    this.#cursors.set(`${jobId} ${sinkId}`, cursor);
  }

  async moveSinkCursor(jobId: string, sinkId: string, cursor: SinkCursor): Promise<boolean> {
    await this.setSinkCursor(jobId, sinkId, cursor);
    return true;
  }

  #job(id: string): Promise<JobBody> {
    const nowMs = performance.now();
    const known = this.#jobs.get(id);
    if (known && known.untilMs > nowMs) return known.body;
    const body = this.#client.job(id);
    this.#jobs.set(id, { untilMs: nowMs + FRESH_MS, body });
    return body;
  }
}

/** A job as it is answered, as the one that is stored. */
export function jobOf(body: JobBody): Job {
  const { id, recipe, state, listed, options, route, models } = body;
  return {
    id,
    key: '',
    recipe: recipe.name,
    recipeVersion: recipe.version,
    spec: { options, route, models },
    state,
    problem: body.problem && (fromWire(body.problem) as ProblemJson),
    parkedUntilMs: ms(body.parked_until),
    createdMs: Date.parse(body.created_at),
    startedMs: ms(body.started_at),
    endedMs: ms(body.ended_at),
    listed,
  };
}

/** How many of a job's documents are in each state. */
export function countsOf({ documents }: JobBody): DocumentCounts {
  return Object.fromEntries(DOCUMENT_STATES.map((state) => [state, documents[state]])) as DocumentCounts;
}

/** What a job has used. */
export function usageOf({ usage }: JobBody): Usage {
  return fromWire(usage) as Usage;
}

function documentOf({
  id,
  job_id,
  ordinal,
  name,
  bytes,
  state,
  sha256,
  problem,
}: DocumentBody): StoredDocument {
  return {
    id,
    jobId: job_id,
    ordinal,
    source: { key: name, name, ...(bytes === null ? {} : { bytes }) },
    state,
    sha256,
    problem: problem && (fromWire(problem) as ProblemJson),
  };
}

const ms = (timestamp: string | null): number | null => (timestamp === null ? null : Date.parse(timestamp));
