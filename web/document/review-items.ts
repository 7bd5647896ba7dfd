import type { ResultBody } from '../../src/client/client.ts';
import { isWithin, type Leaf, leavesOf } from './paths.ts';

/** Evidence of one value. */
export type EvidenceBody = ResultBody['evidence'][number];
/** Something verification noticed. */
export type FindingBody = ResultBody['findings'][number];

/** A value, or a part of the result, that a person has to look at. */
export interface ReviewItem {
  readonly path: string;
  readonly reasons: readonly string[];
  readonly severity: 'error' | 'warning';
  readonly pageNumber: number | null;
}

/** A value less sure than this is looked at; the same as for `leafcutter eval`. */
const SURE = 0.5;

/** Why a value was not proven; null when it was, or a person said it. */
export function doubtOf(evidence: EvidenceBody | undefined, value: Leaf['value']): string | null {
  if (!evidence || evidence.origin === 'person' || value === null) return null;
  if (evidence.match === 'none') return 'Not found on the page';
  return evidence.confidence < SURE ? 'Uncertain' : null;
}

/** What has to be looked at, in the order in which it is shown. */
export function reviewItems({ data, evidence, findings }: ResultBody): ReviewItem[] {
  const leaves = leavesOf(data);
  const order = new Map(leaves.map(({ path }, index) => [path, index]));
  const reasons = new Map<string, { texts: string[]; error: boolean; pageNumber: number | null }>();
  const add = (path: string, text: string, error: boolean, pageNumber: number | null) => {
    const entry = reasons.get(path) ?? { texts: [], error: false, pageNumber: null };
    entry.texts.push(text);
    entry.error ||= error;
    entry.pageNumber ??= pageNumber;
    reasons.set(path, entry);
  };
  for (const { severity, path, message, page_number: pageNumber } of findings) {
    if (severity !== 'info') add(path, message, severity === 'error', pageNumber ?? null);
  }
  const proofs = new Map(evidence.map((one) => [one.path, one]));
  for (const { path, value } of leaves) {
    const proof = proofs.get(path);
    const doubt = doubtOf(proof, value);
    if (doubt !== null) add(path, doubt, true, proof?.page_number ?? null);
  }
  const place = (path: string): number =>
    order.get(path) ?? leaves.findIndex((leaf) => isWithin(leaf.path, path));
  return [...reasons]
    .map(
      ([path, { texts, error, pageNumber }]): ReviewItem => ({
        path,
        reasons: texts,
        severity: error ? 'error' : 'warning',
        pageNumber,
      }),
    )
    .sort((a, b) => place(a.path) - place(b.path));
}
