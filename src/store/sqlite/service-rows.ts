import type { ApiKey, Message, Review } from '../store.ts';
import type { ApiKeyRow, MessageRow, ReviewRow } from './operations/service.ts';
import { wholeMs } from './rows.ts';

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
