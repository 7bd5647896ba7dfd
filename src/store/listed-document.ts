import type { DocumentRow } from './rows.ts';

/** A listed document on its way into the store. */
export interface ItemRow {
  readonly key: string;
  readonly name: string;
  readonly bytes: number | null;
  readonly modifiedMs: number | null;
  readonly problem: string | null;
}

/** A result on its way into the store: what is asked of it in SQL, and the whole as text. */
export interface FinishedRow {
  readonly status: string;
  readonly sha256: string | null;
  readonly problem: string | null;
  readonly body: string;
}

/** What decides whether a listed document has changed. */
export type KnownDocument = Pick<DocumentRow, 'id' | 'state' | 'bytes' | 'modified_ms' | 'problem'>;

/**
 * A document that is being worked on is left alone: its next listing sees the change. One that cannot be listed now
 * keeps what was made of it before. What the source does not know says nothing.
 */
export function hasChanged(before: KnownDocument, now: ItemRow): boolean {
  if (before.state === 'running' || before.state === 'waiting' || now.problem !== null) return false;
  return (
    (now.bytes !== null && now.bytes !== before.bytes) ||
    (now.modifiedMs !== null && now.modifiedMs !== before.modified_ms)
  );
}
