/**
 * What the engine does next after a failure:
 * `wait` for quota (no attempt is used up), `retry` the same call, `resize` to fewer pages, `repair` by asking again
 * with the findings, `reroute` to the next model, `review` by a person, `fail` the part or document, `park` the job
 * until a known time, `stop` everything.
 */
export type Disposition =
  | 'wait'
  | 'retry'
  | 'resize'
  | 'repair'
  | 'reroute'
  | 'review'
  | 'fail'
  | 'park'
  | 'stop';

/** What every Problem of one code has in common. */
export interface ProblemDefinition {
  readonly title: string;
  readonly disposition: Disposition;
  /** HTTP status when the problem reaches a client of the server. */
  readonly status: number;
}

/** Every failure the system knows, by its code. The code is stable and part of the interface. */
export const PROBLEMS = {
  // The input
  'file-not-found': { title: 'No such file or folder', disposition: 'fail', status: 404 },
  'file-unreadable': { title: 'The file or folder cannot be read', disposition: 'fail', status: 403 },
  'file-empty': { title: 'The file has no bytes', disposition: 'fail', status: 422 },
  'file-changed': { title: 'The file changed while it was being read', disposition: 'fail', status: 409 },
  'file-too-large': { title: 'The file is larger than allowed', disposition: 'fail', status: 413 },
  'unsupported-type': {
    title: 'Not a PDF or a picture this program reads',
    disposition: 'fail',
    status: 415,
  },
  'url-refused': { title: 'The address may not be fetched', disposition: 'fail', status: 422 },
  'download-failed': { title: 'The document could not be downloaded', disposition: 'fail', status: 502 },
  'pdf-encrypted': { title: 'The PDF needs a password', disposition: 'fail', status: 422 },
  'pdf-damaged': { title: 'The PDF is damaged', disposition: 'fail', status: 422 },
  'pdf-no-pages': { title: 'The PDF has no pages', disposition: 'fail', status: 422 },
  'page-unreadable': { title: 'The page cannot be read', disposition: 'fail', status: 422 },
  'pdf-timeout': {
    title: 'Reading the file took too long and was stopped',
    disposition: 'fail',
    status: 422,
  },
  'pdf-crashed': { title: 'Reading the file broke its worker', disposition: 'fail', status: 422 },
  'worker-lost': { title: 'The processes that worked on it ended', disposition: 'fail', status: 500 },
  'ocr-failed': {
    title: 'The picture of the page could not be recognised',
    disposition: 'fail',
    status: 422,
  },
  'invalid-page-range': { title: 'Not a page range', disposition: 'fail', status: 422 },
  'nothing-readable': { title: 'Nothing could be read without a model', disposition: 'review', status: 422 },
  // The call
  throttled: { title: 'The provider asks to wait', disposition: 'wait', status: 429 },
  'quota-exhausted': { title: "The provider's quota is used up for now", disposition: 'park', status: 429 },
  'model-overloaded': { title: 'The provider is overloaded', disposition: 'retry', status: 503 },
  'model-timeout': { title: 'The model did not answer in time', disposition: 'retry', status: 504 },
  'model-unreachable': { title: 'The model cannot be reached', disposition: 'retry', status: 502 },
  'model-truncated': { title: "The model's answer was cut off", disposition: 'resize', status: 502 },
  'model-empty': { title: 'The model answered nothing', disposition: 'repair', status: 502 },
  'model-malformed': {
    title: "The model's answer is not the JSON asked for",
    disposition: 'repair',
    status: 502,
  },
  'model-blocked': { title: 'The model declined to answer', disposition: 'reroute', status: 502 },
  'model-rejected': { title: 'The model refused the request', disposition: 'reroute', status: 502 },
  'model-unauthorized': { title: 'The key is not accepted', disposition: 'stop', status: 401 },
  'model-not-found': { title: 'No such model', disposition: 'stop', status: 404 },
  'schema-unsupported': { title: 'The model cannot follow this schema', disposition: 'reroute', status: 422 },
  'deadline-passed': { title: 'The document took longer than allowed', disposition: 'fail', status: 504 },
  'attempts-exhausted': { title: 'All attempts failed', disposition: 'fail', status: 502 },
  'not-asked': { title: 'The question was only planned', disposition: 'fail', status: 409 },
  // The answer
  'evidence-missing': { title: 'A value was not found on its page', disposition: 'review', status: 422 },
  // The job
  'budget-reached': { title: 'The budget is used up', disposition: 'park', status: 402 },
  'approval-needed': { title: 'Waits for approval', disposition: 'park', status: 409 },
  cancelled: { title: 'Cancelled', disposition: 'stop', status: 409 },
  paused: { title: 'Paused', disposition: 'stop', status: 409 },
  'job-running': { title: 'The job is running in another process', disposition: 'stop', status: 409 },
  'job-not-found': { title: 'No such job', disposition: 'fail', status: 404 },
  'document-not-found': { title: 'No such document', disposition: 'fail', status: 404 },
  conflict: { title: 'Not possible in the present state', disposition: 'fail', status: 409 },
  // The surroundings
  'memory-exhausted': { title: 'Memory stays above its limit', disposition: 'stop', status: 503 },
  'disk-full': { title: 'The disk is full', disposition: 'stop', status: 507 },
  'output-unwritable': { title: 'The output cannot be written', disposition: 'stop', status: 500 },
  'store-unavailable': { title: 'The store cannot be opened or written', disposition: 'stop', status: 503 },
  'node-too-old': { title: 'This version of Node is too old', disposition: 'stop', status: 500 },
  'invalid-option': { title: 'An option is not valid', disposition: 'stop', status: 400 },
  'invalid-schema': { title: 'The schema is not valid', disposition: 'stop', status: 400 },
  'unknown-recipe': { title: 'No such recipe', disposition: 'stop', status: 404 },
  'no-model': { title: 'No model is configured', disposition: 'stop', status: 400 },
  'no-input': { title: 'No document was found', disposition: 'stop', status: 422 },
  // The server
  'server-unreachable': {
    title: 'The server cannot be reached, or is none of ours',
    disposition: 'stop',
    status: 502,
  },
  'invalid-request': { title: 'The request is not valid', disposition: 'fail', status: 400 },
  unauthorized: { title: 'A valid key is needed', disposition: 'fail', status: 401 },
  forbidden: { title: 'The key does not allow this', disposition: 'fail', status: 403 },
  'not-found': { title: 'There is nothing at this address', disposition: 'fail', status: 404 },
  'method-not-allowed': { title: 'This address does not take that method', disposition: 'fail', status: 405 },
  'request-timeout': { title: 'The request came too slowly', disposition: 'fail', status: 408 },
  'request-too-large': { title: 'The request is larger than allowed', disposition: 'fail', status: 413 },
  'unsupported-media-type': {
    title: 'The body has a type that is not taken',
    disposition: 'fail',
    status: 415,
  },
  'idempotency-mismatch': {
    title: 'The idempotency key belongs to another request',
    disposition: 'fail',
    status: 422,
  },
  'too-many-requests': { title: 'Too many requests', disposition: 'wait', status: 429 },
  overloaded: { title: 'The server has too much to do', disposition: 'wait', status: 503 },
  internal: { title: 'A defect in this program', disposition: 'fail', status: 500 },
} as const satisfies Record<string, ProblemDefinition>;

/** One of the codes of the registry. */
export type ProblemCode = keyof typeof PROBLEMS;
