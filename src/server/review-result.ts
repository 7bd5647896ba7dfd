import type { z } from 'zod';
import type { NewReviewBody } from '../api/review.ts';
import type { Evidence } from '../domain/evidence.ts';
import type { Box } from '../domain/page-text.ts';
import type { DocumentResult } from '../domain/result.ts';
import { Problem } from '../problem/problem.ts';
import type { Review } from '../store/store.ts';

type FieldEdit = NonNullable<NewReviewBody['fields']>[number];

/** What a review is held against, and who makes it. */
export interface ReviewOptions {
  /** The recipe's schema of `data`. */
  readonly schema: z.ZodType;
  readonly who: string;
  readonly atMs: number;
  readonly confirm: boolean;
}

/**
 * A result with a person's values in the place of the old ones, and the history of it. Evidence of a changed value is
 * the person's; findings about it have been answered. Throws `invalid-request` for a path that is not there and for data
 * that the recipe's schema does not allow.
 */
export function reviewResult(
  result: DocumentResult,
  edits: readonly FieldEdit[],
  { schema, who, atMs, confirm }: ReviewOptions,
): { readonly result: DocumentResult; readonly entries: readonly Review[] } {
  const data: unknown = structuredClone(result.data);
  let { evidence, findings } = result;
  const entries: Review[] = [];
  for (const edit of edits) {
    const before = put(data, edit.path, edit.value);
    entries.push({ atMs, who, action: 'edit', path: edit.path, before, after: edit.value ?? null });
    const old = evidence.find(({ path }) => path === edit.path);
    evidence = [...evidence.filter(({ path }) => !isWithin(path, edit.path)), evidenceOf(edit, old)];
    findings = findings.filter(({ path }) => !isWithin(path, edit.path));
  }
  const checked = schema.safeParse(data);
  if (!checked.success) {
    const [issue] = checked.error.issues;
    throw new Problem('invalid-request', {
      detail: `The value does not fit the recipe: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not valid'}`,
    });
  }
  if (confirm) entries.push({ atMs, who, action: 'confirm', path: '', before: null, after: null });
  return {
    result: { ...result, data, evidence, findings, review: confirm ? 'done' : result.review },
    entries,
  };
}

function evidenceOf({ path, value, page_number, box }: FieldEdit, old: Evidence | undefined): Evidence {
  return {
    path,
    value: typeof value === 'string' ? value : JSON.stringify(value ?? null),
    pageNumber: page_number ?? old?.pageNumber ?? null,
    box: box === undefined ? (old?.box ?? null) : (box as unknown as Box),
    quote: null,
    // What a person says is not held against the words of the page.
    match: 'none',
    confidence: 1,
    origin: 'person',
  };
}

function isWithin(path: string, whole: string): boolean {
  return path === whole || path.startsWith(`${whole}.`) || path.startsWith(`${whole}[`);
}

const STEP = /\.?([^.[\]]+)|\[(\d{1,7})\]/y;

/** Sets what stands at a path, which must be there; answers what stood there. */
function put(data: unknown, path: string, value: unknown): unknown {
  const steps = stepsOf(path);
  const last = steps.pop()!;
  let holder = data;
  for (const step of steps) holder = has(holder, step) ? holder[step] : undefined;
  if (!has(holder, last)) {
    throw new Problem('invalid-request', { detail: `There is no value at ${path}` });
  }
  const before = holder[last];
  holder[last] = value ?? null;
  return before;
}

function has(holder: unknown, step: string): holder is Record<string, unknown> {
  return typeof holder === 'object' && holder !== null && Object.hasOwn(holder, step);
}

function stepsOf(path: string): string[] {
  const steps: string[] = [];
  STEP.lastIndex = 0;
  while (STEP.lastIndex < path.length) {
    const match = STEP.exec(path);
    if (!match)
      throw new Problem('invalid-request', {
        detail: `"${path}" is not a path such as bills[0].items[3].amount`,
      });
    steps.push((match[1] ?? match[2])!);
  }
  return steps;
}
