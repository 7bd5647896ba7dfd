import type { ApprovalListBody, TakenOverBody } from '../api/combined.ts';
import type {
  ChatAnswerBody,
  CourseBody,
  CourseJobBody,
  CourseListBody,
  GradeBody,
  QuizBody,
} from '../api/course-endpoints.ts';
import type {
  DocumentBody,
  DocumentDetailBody,
  DocumentListBody,
  PageTextBody,
  ResultBody,
  ResultListBody,
} from '../api/document.ts';
import type {
  EstimateBody,
  JobBody,
  JobListBody,
  NewEstimateBody,
  NewJobBody,
  ResumeBody,
  RetriedBody,
} from '../api/job.ts';
import { MAX_LOOKED_UP } from '../api/limits.ts';
import type { ProblemBody } from '../api/problem.ts';
import type { NewReviewBody, ReviewedBody, TruthBody } from '../api/review.ts';
import type {
  ModelListBody,
  RecipeListBody,
  UploadBody,
  UploadListBody,
  UploadLookUpBody,
  UploadsFoundBody,
} from '../api/service.ts';
import type { RowListBody, SurveyBody } from '../api/table.ts';
import { readEvents, type ServerEvent } from './server-events.ts';

export type {
  ApprovalListBody,
  ChatAnswerBody,
  CourseBody,
  CourseJobBody,
  CourseListBody,
  DocumentBody,
  DocumentDetailBody,
  EstimateBody,
  GradeBody,
  JobBody,
  JobListBody,
  ModelListBody,
  NewEstimateBody,
  NewJobBody,
  NewReviewBody,
  PageTextBody,
  ProblemBody,
  QuizBody,
  RecipeListBody,
  ResultBody,
  ResumeBody,
  ReviewedBody,
  RowListBody,
  ServerEvent,
  SurveyBody,
  TakenOverBody,
  TruthBody,
  UploadBody,
};

/** Where a server is and how to get in. */
export interface ClientOptions {
  /** Such as `http://127.0.0.1:4280`. */
  readonly url: string;
  /** A key of `leafcutter keys`; none is needed on the server's own machine. */
  readonly key?: string;
  /** Default: the global one. */
  readonly fetch?: typeof fetch;
}

/** A file to send: its bytes and its name. */
export interface ClientFile {
  readonly name: string;
  readonly content: Blob;
}

/** A job to submit: settings, and documents as files, sources or both. */
export type Submission = Omit<NewJobBody, 'sources'> & {
  /** http(s) addresses, and uploads as `upload:` and their id; with a name for people or without. */
  readonly sources?: readonly NewJobBody['sources'][number][];
  readonly files?: readonly ClientFile[];
  /** The same key with the same submission again answers with the first job. */
  readonly idempotencyKey?: string;
  readonly signal?: AbortSignal;
};

/** What a page of a list is chosen by. */
export interface PageOptions {
  readonly limit?: number;
  readonly after?: number;
}

/** The server refused or failed: what it said. */
export class RequestFailed extends Error {
  readonly status: number;
  /** Null when the answer did not come from Leafcutter. */
  readonly problem: ProblemBody | null;

  constructor(status: number, problem: ProblemBody | null) {
    super(problem?.detail ?? `The server answered with status ${status}`);
    this.name = 'RequestFailed';
    this.status = status;
    this.problem = problem;
  }
}

const LONGEST_WAIT_SECONDS = 60;

/** A Leafcutter that runs elsewhere, typed by the schemas that its server validates with. */
export class LeafcutterClient {
  readonly #url: string;
  readonly #key: string | undefined;
  readonly #fetch: typeof fetch;

  constructor({ url, key, fetch: given }: ClientOptions) {
    this.#url = url.replace(/\/+$/, '');
    this.#key = key;
    this.#fetch = given ?? ((input, init) => fetch(input, init));
  }

  /** Submits a job; answers at once. Throws `RequestFailed`, as everything here does. */
  async submit({ files = [], idempotencyKey, signal, ...settings }: Submission): Promise<JobBody> {
    const headers: Record<string, string> =
      idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey };
    const init = { method: 'POST', headers, ...(signal ? { signal } : {}) };
    if (files.length === 0) return this.#json('/v1/jobs', settings, init);
    const form = new FormData();
    form.set('job', JSON.stringify(settings));
    for (const { name, content } of files) form.append('files', content, name);
    return this.#read(await this.#request('/v1/jobs', { ...init, body: form }));
  }

  /** A job; with `waitSeconds` (at most 60) as it is when it rests or the time is over. */
  job(
    jobId: string,
    options: { readonly waitSeconds?: number; readonly signal?: AbortSignal } = {},
  ): Promise<JobBody> {
    const { waitSeconds = 0, signal } = options;
    return this.#get(`${jobPath(jobId)}?wait=${waitSeconds}`, signal);
  }

  /** Waits until a job rests: it has ended, or is paused. */
  async rested(jobId: string, signal?: AbortSignal): Promise<JobBody> {
    for (;;) {
      const job = await this.job(jobId, { waitSeconds: LONGEST_WAIT_SECONDS, ...(signal ? { signal } : {}) });
      if (job.ended_at !== null || job.state === 'paused') return job;
    }
  }

  /** Jobs, newest first. */
  jobs(
    options: { readonly limit?: number; readonly before?: string; readonly state?: JobBody['state'] } = {},
  ): Promise<JobListBody> {
    return this.#get(`/v1/jobs${query(options)}`);
  }

  /** A page of a job's documents. */
  documents(
    jobId: string,
    options: PageOptions & {
      readonly state?: DocumentBody['state'] | readonly DocumentBody['state'][];
    } = {},
  ): Promise<DocumentListBody> {
    return this.#get(`${jobPath(jobId)}/documents${query(options)}`);
  }

  /** A page of the results there are, after a position. */
  resultPage(
    jobId: string,
    options: PageOptions & { readonly order?: 'document' | 'completion' } = {},
  ): Promise<ResultListBody> {
    return this.#get(`${jobPath(jobId)}/results${query(options)}`);
  }

  /** The results there are, one after another, in the order of their documents or as they were done. */
  async *results(jobId: string, order: 'document' | 'completion' = 'document'): AsyncGenerator<ResultBody> {
    let after: number | null = 0;
    while (after !== null) {
      const page: ResultListBody = await this.resultPage(jobId, { order, after, limit: 100 });
      yield* page.results;
      after = page.next_after;
    }
  }

  /** How a job's documents stand, in groups of `groupSize` that follow their order. */
  survey(jobId: string, groupSize: number): Promise<SurveyBody> {
    return this.#get(`${jobPath(jobId)}/survey${query({ group_size: groupSize })}`);
  }

  /** A page of the rows of one of the recipe's tables. */
  rows(
    jobId: string,
    options: PageOptions & {
      readonly table?: string;
      readonly text?: string;
      readonly order?: 'document' | 'completion';
    } = {},
  ): Promise<RowListBody> {
    return this.#get(`${jobPath(jobId)}/rows${query(options)}`);
  }

  /** Results as a file: JSONL, CSV of one table, or an XLSX workbook. */
  async export(jobId: string, format: 'jsonl' | 'csv' | 'xlsx', table?: string): Promise<Blob> {
    const answer = await this.#request(`${jobPath(jobId)}/results${query({ format, table })}`);
    return answer.blob();
  }

  /** What happens to a job until it rests; a lost connection is taken up where it broke. */
  events(
    jobId: string,
    options: { readonly lastEventId?: string; readonly signal?: AbortSignal } = {},
  ): AsyncGenerator<ServerEvent> {
    const path = `${jobPath(jobId)}/events`;
    return readEvents(
      (headers, signal) => this.#request(path, { headers, ...(signal ? { signal } : {}) }),
      options,
    );
  }

  /**
   * What changes in the list of jobs, until `signal` aborts: a `snapshot` (the first page), then `job` for each that is new
   * or has changed and `removed` with its `id`. A lost connection is taken up where it broke.
   */
  jobChanges(
    options: { readonly lastEventId?: string; readonly signal?: AbortSignal } = {},
  ): AsyncGenerator<ServerEvent> {
    return readEvents(
      (headers, signal) => this.#request('/v1/jobs/events', { headers, ...(signal ? { signal } : {}) }),
      options,
    );
  }

  /** Pauses a job. */
  pause(jobId: string): Promise<JobBody> {
    return this.#post(`${jobPath(jobId)}/pause`);
  }

  /** Goes on with a paused job; with `budget_micros` that is the most it may cost in all from now on, null: any amount. */
  resume(jobId: string, settings: ResumeBody = {}): Promise<JobBody> {
    return this.#json(`${jobPath(jobId)}/resume`, settings, { method: 'POST' });
  }

  /** Cancels a job. */
  cancel(jobId: string): Promise<JobBody> {
    return this.#post(`${jobPath(jobId)}/cancel`);
  }

  /** Sets documents back to work; default those that failed, are partial or were cancelled. */
  retry(jobId: string, states?: readonly DocumentBody['state'][]): Promise<RetriedBody> {
    return this.#json(`${jobPath(jobId)}/retry`, states ? { states } : {}, { method: 'POST' });
  }

  /** Removes a job that rests. */
  async remove(jobId: string): Promise<void> {
    await this.#request(jobPath(jobId), { method: 'DELETE' });
  }

  /** A document and its result so far. */
  document(documentId: string): Promise<DocumentDetailBody> {
    return this.#get(documentPath(documentId));
  }

  /** A page as a picture. */
  async page(documentId: string, pageNumber: number, longEdge?: number): Promise<Blob> {
    const path = `${documentPath(documentId)}/pages/${pageNumber}.webp${query({ long_edge: longEdge })}`;
    return (await this.#request(path)).blob();
  }

  /** Size and words of a page. */
  pageText(documentId: string, pageNumber: number): Promise<PageTextBody> {
    return this.#get(`${documentPath(documentId)}/pages/${pageNumber}`);
  }

  /** A document with everything people did to its result. */
  reviews(documentId: string): Promise<ReviewedBody> {
    return this.#get(`${documentPath(documentId)}/reviews`);
  }

  /** What a person confirmed, as the right answer that `leafcutter eval` compares with. */
  truth(documentId: string): Promise<TruthBody> {
    return this.#get(`${documentPath(documentId)}/truth`);
  }

  /** Changes values of a result, or confirms it. */
  review(documentId: string, review: NewReviewBody): Promise<ReviewedBody> {
    return this.#json(`${documentPath(documentId)}/fields`, review, { method: 'PATCH' });
  }

  /**
   * Uploads files ahead of their job; name them in `sources` as `upload:` and their id. With `accept: 'any'` one that is
   * neither PDF nor picture is kept too, and its job says why it failed.
   */
  async upload(
    files: readonly ClientFile[],
    signal?: AbortSignal,
    { accept }: { readonly accept?: 'documents' | 'any' } = {},
  ): Promise<readonly UploadBody[]> {
    const form = new FormData();
    for (const { name, content } of files) form.append('files', content, name);
    const init = { method: 'POST', body: form, ...(signal ? { signal } : {}) };
    const { uploads } = await this.#read<UploadListBody>(
      await this.#request(`/v1/uploads${query({ accept })}`, init),
    );
    return uploads;
  }

  /**
   * Uploads of files that the same key has sent before, by the SHA-256 of their bytes (lower-case hexadecimal), in the order
   * asked; null for each that has to be sent.
   */
  async knownUploads(
    files: readonly { readonly sha256: string; readonly name: string }[],
    signal?: AbortSignal,
  ): Promise<readonly (UploadBody | null)[]> {
    const found: (UploadBody | null)[] = [];
    for (let first = 0; first < files.length; first += MAX_LOOKED_UP) {
      const asked: UploadLookUpBody = { files: files.slice(first, first + MAX_LOOKED_UP) };
      const init = { method: 'POST', ...(signal ? { signal } : {}) };
      found.push(...(await this.#json<UploadsFoundBody>('/v1/uploads/lookup', asked, init)).uploads);
    }
    return found;
  }

  /** What a job would take. */
  estimate(asked: NewEstimateBody): Promise<EstimateBody> {
    return this.#json('/v1/estimates', asked, { method: 'POST' });
  }

  /** The recipes there are. */
  recipes(): Promise<RecipeListBody> {
    return this.#get('/v1/recipes');
  }

  /** The models that are asked. */
  models(): Promise<ModelListBody> {
    return this.#get('/v1/models');
  }

  /** What a job shows to a person before it goes on. */
  approvals(jobId: string): Promise<ApprovalListBody> {
    return this.#get(`${jobPath(jobId)}/approvals`);
  }

  /** Approves what a job shows, or `value` in its place; the job goes on. */
  approve(jobId: string, name: string, value?: unknown): Promise<JobBody> {
    const path = `${jobPath(jobId)}/approvals/${encodeURIComponent(name)}`;
    return this.#json(path, value === undefined ? {} : { value }, { method: 'POST' });
  }

  /** Asks something of the result of all documents together, as the recipe answers it: `ask`, `quiz`, `grade` of a course. */
  act(jobId: string, action: string, input: Readonly<Record<string, unknown>>): Promise<unknown> {
    return this.#json(`${jobPath(jobId)}/actions/${encodeURIComponent(action)}`, input, { method: 'POST' });
  }

  /** Takes over what an earlier system wrote, such as its `course_output.json`, as jobs that are done. */
  takeOver(recipe: string, earlier: unknown): Promise<TakenOverBody> {
    return this.#json(`/v1/recipes/${encodeURIComponent(recipe)}/take-over`, earlier, { method: 'POST' });
  }

  /** The courses there are, newest first. */
  courses(): Promise<CourseListBody> {
    return this.#get('/api/courses');
  }

  /** How far a course is that is being made: its steps, and why it stands still. */
  courseJob(courseId: string): Promise<CourseJobBody> {
    return this.#get(`/api/jobs/${encodeURIComponent(courseId)}`);
  }

  /** A course with its lessons. Its id is that of its job. */
  course(courseId: string): Promise<CourseBody> {
    return this.#get(`/api/course/${encodeURIComponent(courseId)}`);
  }

  /** A quiz, without its answers. */
  quiz(quizId: string): Promise<QuizBody> {
    return this.#get(`/api/quiz/${encodeURIComponent(quizId)}`);
  }

  /** Grades the answers to a quiz: letters by question id. */
  submitQuiz(quizId: string, answers: Readonly<Record<string, string>>): Promise<GradeBody> {
    return this.#json('/api/quiz/submit', { quiz_id: quizId, answers }, { method: 'POST' });
  }

  /** Answers a question from the material of a course. */
  askCourse(courseId: string, message: string): Promise<ChatAnswerBody> {
    return this.#json('/api/chat', { course_id: courseId, message }, { method: 'POST' });
  }

  async #get<Body>(path: string, signal?: AbortSignal): Promise<Body> {
    return this.#read(await this.#request(path, signal ? { signal } : {}));
  }

  async #post<Body>(path: string): Promise<Body> {
    return this.#read(await this.#request(path, { method: 'POST' }));
  }

  async #json<Body>(path: string, body: unknown, init: RequestInit): Promise<Body> {
    const headers = { 'content-type': 'application/json', ...(init.headers as Record<string, string>) };
    return this.#read(await this.#request(path, { ...init, headers, body: JSON.stringify(body) }));
  }

  async #read<Body>(answer: Response): Promise<Body> {
    return (await answer.json()) as Body;
  }

  async #request(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    if (this.#key !== undefined) headers.set('authorization', `Bearer ${this.#key}`);
    const answer = await this.#fetch(`${this.#url}${path}`, { ...init, headers });
    if (answer.ok) return answer;
    throw new RequestFailed(answer.status, (await answer.json().catch(() => null)) as ProblemBody | null);
  }
}

function jobPath(jobId: string): string {
  return `/v1/jobs/${encodeURIComponent(jobId)}`;
}

function documentPath(documentId: string): string {
  return `/v1/documents/${encodeURIComponent(documentId)}`;
}

/** The members that are given, as a query. */
function query(parameters: object): string {
  const given = Object.entries(parameters)
    .filter(([, value]) => value !== undefined)
    .flatMap(([name, value]) => [value].flat().map((one): [string, string] => [name, String(one)]));
  const text = new URLSearchParams(given);
  return given.length === 0 ? '' : `?${text}`;
}
