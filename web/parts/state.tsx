import type { DocumentBody, JobBody } from '../../src/client/client.ts';
import { count } from '../../src/domain/wording.ts';
import { label } from '../format.ts';

/** State of a job or of a document. */
export type AnyState = JobBody['state'] | DocumentBody['state'];

/** What a state means for whoever looks: one colour each. */
export const TONES: Readonly<Record<AnyState, 'idle' | 'busy' | 'good' | 'look' | 'bad' | 'off'>> = {
  queued: 'idle',
  pending: 'idle',
  running: 'busy',
  waiting: 'busy',
  cancelling: 'busy',
  paused: 'look',
  needs_review: 'look',
  partial: 'look',
  completed_with_errors: 'look',
  completed: 'good',
  succeeded: 'good',
  failed: 'bad',
  cancelled: 'off',
  skipped: 'off',
};

/** `1 needs review`, `2 need review`, `3 failed`. */
export function inState(state: AnyState, number: number): string {
  const words = state === 'needs_review' && number !== 1 ? 'need review' : label(state).toLowerCase();
  return `${count(number)} ${words}`;
}

/** A state by colour, form and word: colour alone tells nothing to some. */
export function State({ state }: { readonly state: AnyState }) {
  return (
    <span className="state" data-tone={TONES[state]}>
      <i aria-hidden="true" />
      {label(state)}
    </span>
  );
}
