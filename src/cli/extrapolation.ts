import { countEnded } from '../domain/states.ts';
import { count, dollars, plural } from '../domain/wording.ts';
import type { RunSummary } from '../engine/run.ts';
import { duration } from './format.ts';

/** What all documents would take, going by a sample of them that was really run. */
export interface Extrapolation {
  /** Documents that were found. */
  readonly documents: number;
  /** Documents of the sample that have ended. */
  readonly sampled: number;
  readonly calls: number;
  /** Millionths of a US dollar. */
  readonly costMicros: number;
  /** At the pace of this run; null when it had nothing left to do. */
  readonly durationMs: number | null;
}

/** Scales a run over a sample up to all documents; null for other runs, and while nothing is known. */
export function extrapolate({
  found,
  counts,
  usage,
  processed,
  durationMs,
}: RunSummary): Extrapolation | null {
  const sampled = countEnded(counts) - counts.cancelled;
  if (found === undefined || sampled === 0 || found <= sampled) return null;
  const scale = (amount: number): number => Math.round((amount * found) / sampled);
  return {
    documents: found,
    sampled,
    calls: scale(usage.calls),
    costMicros: scale(usage.costMicros),
    durationMs: processed > 0 ? Math.round((durationMs * found) / processed) : null,
  };
}

/** An extrapolation in words, with what it rests on. */
export function describeExtrapolation({
  documents,
  sampled,
  calls,
  costMicros,
  durationMs,
}: Extrapolation): string {
  const time = durationMs === null ? '' : `, ${duration(durationMs)} at the pace of this run`;
  return `All ${plural(documents, 'document')}, going by ${count(sampled)} of them: about ${plural(calls, 'model call')}, ${dollars(costMicros)}${time}`;
}
