import { z } from 'zod';
import type { DocumentScore } from './score-document.ts';

const count = z.number().nonnegative();
const text = z.string().nullable();

const schema = z.array(
  z.object({
    name: z.string(),
    kind: z.string(),
    status: z.enum(['complete', 'partial', 'failed']),
    review: z.enum(['none', 'needed', 'done']),
    facts: z.array(
      z.object({
        fact: z.string(),
        verdict: z.enum(['right', 'wrong-marked', 'wrong-unmarked', 'missing']),
        marked: z.boolean(),
        expected: text,
        actual: text,
        confidence: z.number().nullable().optional(),
      }),
    ),
    costMicros: count,
    calls: count,
    totalMs: count,
    stages: z.object({ xml: count, rules: count, fast: count, strong: count, remembered: count }),
    strongAlone: z.object({ model: z.string(), costMicros: count }).nullable().optional(),
  }),
);

/** Reads scores that were kept as JSON. Throws a `ZodError` for anything else. */
export function parseScores(json: unknown): readonly DocumentScore[] {
  // An undefined confidence is an absent one: JSON knows no other.
  return schema.parse(json) as readonly DocumentScore[];
}
