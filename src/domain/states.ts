/** What a job is doing, then how it ended. */
export const JOB_STATES = [
  'queued',
  'running',
  'paused',
  'cancelling',
  'completed',
  'completed_with_errors',
  'failed',
  'cancelled',
] as const;
/** One of `JOB_STATES`. */
export type JobState = (typeof JOB_STATES)[number];

/** What a document of a job is doing, then how it ended; `partial`: some of its pages failed and are named in its result. */
export const DOCUMENT_STATES = [
  'pending',
  'running',
  'waiting',
  'succeeded',
  'needs_review',
  'partial',
  'failed',
  'skipped',
  'cancelled',
] as const;
/** One of `DOCUMENT_STATES`. */
export type DocumentState = (typeof DOCUMENT_STATES)[number];

/** How many of a job's documents are in each state. */
export type DocumentCounts = Readonly<Record<DocumentState, number>>;

/** The counts of a job without documents. */
export const NO_DOCUMENTS: DocumentCounts = {
  pending: 0,
  running: 0,
  waiting: 0,
  succeeded: 0,
  needs_review: 0,
  partial: 0,
  failed: 0,
  skipped: 0,
  cancelled: 0,
};

/** True when nothing more happens to a document unless it is retried. */
export function isFinalDocumentState(state: DocumentState): boolean {
  return state !== 'pending' && state !== 'running' && state !== 'waiting';
}

/** How many of a job's documents are in a final state. */
export function countEnded(counts: DocumentCounts): number {
  return DOCUMENT_STATES.filter(isFinalDocumentState).reduce((sum, state) => sum + counts[state], 0);
}

/** True when nothing more happens to a job unless it is retried. */
export function isFinalJobState(state: JobState): boolean {
  return (
    state === 'completed' || state === 'completed_with_errors' || state === 'failed' || state === 'cancelled'
  );
}

/** True when nothing happens to a job until someone asks for it: it has ended, or is paused. */
export function isRestingJobState(state: JobState): boolean {
  return isFinalJobState(state) || state === 'paused';
}

/**
 * The last state of a job whose documents stand as `counts` says; null while some are not final.
 * Pure function of the counts: any cancelled → `cancelled`; all failed (and at least one) → `failed`;
 * some failed or partial → `completed_with_errors`; else `completed`.
 */
export function jobEndState(counts: DocumentCounts): JobState | null {
  if (counts.pending + counts.running + counts.waiting > 0) return null;
  if (counts.cancelled > 0) return 'cancelled';
  const good = counts.succeeded + counts.needs_review + counts.skipped;
  if (counts.failed > 0 && good + counts.partial === 0) return 'failed';
  return counts.failed + counts.partial > 0 ? 'completed_with_errors' : 'completed';
}
