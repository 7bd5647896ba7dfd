import type { DocumentState } from '../domain/states.ts';
import { wholeMs } from './rows.ts';
import type { ApiKey, Message, Review } from './store.ts';

/** A review as it stands in its table: JSON stays text. */
export interface ReviewRow {
  readonly at_ms: number;
  readonly who: string;
  readonly action: 'edit' | 'confirm';
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

/** A key as it stands in its table. */
export type ApiKeyRow = Pick<ApiKey, 'id' | 'name' | 'hash' | 'scope'> & {
  readonly created_ms: number;
  readonly revoked_ms: number | null;
};

/** A message as it stands in its table. */
export type MessageRow = Omit<Message, 'jobId' | 'nextMs'> & {
  readonly job_id: string;
  readonly next_ms: number | null;
};

/** A reviewed result on its way into the store. */
export interface ReviewedRow {
  readonly state: DocumentState;
  readonly status: string;
  readonly body: string;
  readonly known: number;
  readonly entries: readonly ReviewRow[];
}

/** A review as its row. JSON has no undefined: a value that was not there is null. */
export function reviewToRow({ atMs, who, action, path, before, after }: Review): ReviewRow {
  return {
    at_ms: wholeMs(atMs),
    who,
    action,
    path,
    before: JSON.stringify(before ?? null),
    after: JSON.stringify(after ?? null),
  };
}

/** A row as the review it was. */
export function reviewFromRow({ at_ms: atMs, before, after, ...review }: ReviewRow): Review {
  return { ...review, atMs, before: JSON.parse(before) as unknown, after: JSON.parse(after) as unknown };
}

/** A key as its row. */
export function keyToRow({ id, name, hash, scope, createdMs, revokedMs }: ApiKey): ApiKeyRow {
  return { id, name, hash, scope, created_ms: wholeMs(createdMs), revoked_ms: revokedMs };
}

/** A row as the key it was. */
export function keyFromRow({ created_ms: createdMs, revoked_ms: revokedMs, ...key }: ApiKeyRow): ApiKey {
  return { ...key, createdMs, revokedMs };
}

/** A new message as its row. */
export function messageToRow({ jobId, nextMs, ...message }: Omit<Message, 'attempts'>): MessageRow {
  const next = nextMs === null ? null : wholeMs(nextMs);
  return { ...message, job_id: jobId, attempts: 0, next_ms: next };
}

/** A row as the message it was. */
export function messageFromRow({ job_id: jobId, next_ms: nextMs, ...message }: MessageRow): Message {
  return { ...message, jobId, nextMs };
}
