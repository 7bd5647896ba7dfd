import type { DocumentBody, ResultBody } from '../api/document.ts';
import type { JobBody } from '../api/job.ts';
import { missingParts } from '../domain/missing-parts.ts';
import type { DocumentResult } from '../domain/result.ts';
import { countEnded, NO_DOCUMENTS } from '../domain/states.ts';
import { NO_USAGE } from '../domain/usage.ts';
import { resultToWire, toWire } from '../domain/wire.ts';
import type { JobSpec } from '../engine/job-spec.ts';
import type { Job, StoredDocument, StoreReader } from '../store/store.ts';
import type { JobQueue } from './job-queue.ts';
import { type JobRequestRecord, requestOf } from './job-request.ts';

const HOUR_MS = 3_600_000;

/** When a job and its files are removed, in milliseconds since 1970; null: it has not ended, or never. */
export function expiryMs(job: Job, request: JobRequestRecord | null): number | null {
  if (!request || request.expiresInHours === 0 || job.endedMs === null) return null;
  return job.endedMs + request.expiresInHours * HOUR_MS;
}

/** A job as it is answered. */
export async function jobBody(
  stored: Job,
  store: Pick<StoreReader, 'countDocuments' | 'jobUsage'>,
  queue: JobQueue,
): Promise<JobBody> {
  const job = queue.asItStands(stored);
  const [counts, usage] = await Promise.all([store.countDocuments(job.id), store.jobUsage(job.id)]);
  const spec = job.spec as unknown as JobSpec;
  const request = requestOf(job);
  const self = `/v1/jobs/${encodeURIComponent(job.id)}`;
  return {
    id: job.id,
    name: request?.name ?? null,
    recipe: { name: job.recipe, version: job.recipeVersion },
    state: job.state,
    listed: job.listed,
    documents: {
      total: Object.values(counts).reduce((sum, count) => sum + count, 0),
      ended: countEnded(counts),
      ...counts,
    },
    usage: toWire(usage) as JobBody['usage'],
    budget_micros: request?.budgetMicros ?? null,
    priority: request?.priority ?? 'batch',
    route: spec.route,
    models: { ...spec.models },
    options: spec.options,
    queue_position: job.state === 'queued' ? queue.position(job.id) : null,
    problem: job.problem === null ? null : (toWire(job.problem) as JobBody['problem']),
    parked_until: timestamp(job.parkedUntilMs),
    created_at: new Date(job.createdMs).toISOString(),
    started_at: timestamp(job.startedMs),
    ended_at: timestamp(job.endedMs),
    expires_at: timestamp(expiryMs(job, request)),
    links: {
      self,
      documents: `${self}/documents`,
      results: `${self}/results`,
      events: `${self}/events`,
    },
  };
}

/** A job that was just stored, with so many documents, as it is answered: nothing has to be read for it. */
export function newJobBody(job: Job, documents: number, queue: JobQueue): Promise<JobBody> {
  const store = {
    countDocuments: async () => ({ ...NO_DOCUMENTS, pending: documents }),
    jobUsage: async () => NO_USAGE,
  };
  return jobBody(job, store, queue);
}

/** A document as it is answered; of a partial one its result tells what is missing. The path of an uploaded file is nobody's business. */
export function documentBody(document: StoredDocument, result: DocumentResult | null): DocumentBody {
  return {
    id: document.id,
    job_id: document.jobId,
    ordinal: document.ordinal,
    name: document.source.name,
    bytes: document.source.bytes ?? null,
    state: document.state,
    sha256: document.sha256,
    problem: document.problem === null ? null : (toWire(document.problem) as DocumentBody['problem']),
    missing: result === null ? null : missingParts(result),
  };
}

/** A result as it is answered. */
export function resultBody(result: DocumentResult): ResultBody {
  return resultToWire(result) as unknown as ResultBody;
}

function timestamp(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
