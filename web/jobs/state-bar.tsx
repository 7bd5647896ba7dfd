import type { JobBody } from '../../src/client/client.ts';
import { inState, TONES } from '../parts/state.tsx';

/** In the order in which work goes on. */
const ORDER = [
  'succeeded',
  'needs_review',
  'partial',
  'failed',
  'skipped',
  'cancelled',
  'running',
  'waiting',
  'pending',
] as const;

/** How the documents of a job stand, as one bar. */
export function StateBar({ documents }: { readonly documents: JobBody['documents'] }) {
  const parts = ORDER.filter((state) => documents[state] > 0);
  const text = parts.map((state) => inState(state, documents[state])).join(', ');
  return (
    <span className="state-bar" role="img" aria-label={text || 'No documents yet'} title={text}>
      {parts.map((state) => (
        <i key={state} data-tone={TONES[state]} style={{ flexGrow: documents[state] }} />
      ))}
    </span>
  );
}
