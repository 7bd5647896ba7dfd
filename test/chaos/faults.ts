import type { Behaviour } from '../gemini-server/gemini-server.ts';
import { uniform } from '../governor/sampling.ts';

/** What becomes of a document in the end, however often the run was killed. */
export type Fate = 'answered' | 'model-blocked' | 'model-truncated';

/** Share of documents that the provider declines, or never finishes, whenever they are asked about. */
const BLOCKED_SHARE = 0.02;
const TRUNCATED_SHARE = 0.01;
/** Share of requests that meet passing trouble. */
const FAULT_SHARE = 0.2;
/** Passing trouble a document meets at the most: fewer than the tries a question has, so that no fate hangs on luck. */
const MOST_FAULTS = 2;

/**
 * The provider's limit: refusals come from it and not from chance, which no governor could learn. A refused request is
 * no try, so the limit decides no fate.
 */
export const LIMIT = { dim: 'req', kind: 'bucket', perMin: 3_000, burst: 20 } as const;

/** Trouble that passes: asked again, the document may be answered. */
const PASSING: readonly Behaviour[] = [
  { kind: 'error', status: 503 },
  { kind: 'error', status: 500 },
  { kind: 'hang' },
  { kind: 'reset' },
  { kind: 'reset', midway: true },
  { kind: 'broken-body' },
  { kind: 'text', text: '{"page_type": "Bill Detail", "bills": [' },
  { kind: 'text', text: 'I am afraid that I cannot read this page.' },
  { kind: 'text', text: '{"pages": 1}' },
  { kind: 'empty' },
];

/** The fate of a document, by its name alone. */
export function fateOf(seed: number, name: string): Fate {
  const place = uniform(seed, name, 'fate');
  if (place < BLOCKED_SHARE) return 'model-blocked';
  return place < BLOCKED_SHARE + TRUNCATED_SHARE ? 'model-truncated' : 'answered';
}

/** What the provider does with the request number `asked` (from 0) about a document; undefined: the right answer. */
export function behaviourFor(seed: number, name: string, asked: number): Behaviour | undefined {
  if (asked < MOST_FAULTS && uniform(seed, name, 'fault', asked) < FAULT_SHARE) {
    return PASSING[Math.floor(uniform(seed, name, 'kind', asked) * PASSING.length)];
  }
  switch (fateOf(seed, name)) {
    case 'model-blocked':
      return uniform(seed, name, 'how') < 0.5
        ? { kind: 'finish', finishReason: 'SAFETY' }
        : { kind: 'blocked-prompt', blockReason: 'PROHIBITED_CONTENT' };
    case 'model-truncated':
      return { kind: 'truncated' };
    case 'answered':
      return undefined;
  }
}
