import type { Job } from '../store/store.ts';

/** What the server keeps with a job that it took, in `spec.request`. */
export interface JobRequestRecord {
  readonly name: string | null;
  readonly priority: 'interactive' | 'batch';
  readonly budgetMicros: number | null;
  /** After its end; 0: never. */
  readonly expiresInHours: number;
  /** Hash of what was asked, to tell a replay from another request with the same idempotency key. */
  readonly fingerprint: string | null;
  /** Id of the API key that asked; null: none was needed. */
  readonly keyId: string | null;
  /** The pages of what was uploaded counted when the job was taken; absent in jobs of before. */
  readonly pagesCounted?: boolean;
  readonly webhook: { readonly url: string; readonly secret: string } | null;
}

/** What the server kept with a job; null for a job that it did not take. */
export function requestOf(job: Job): JobRequestRecord | null {
  return (job.spec.request as JobRequestRecord | undefined) ?? null;
}
