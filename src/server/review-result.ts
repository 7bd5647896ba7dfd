import type { NewReviewBody } from '../api/review.ts';
import type { Evidence } from '../domain/evidence.ts';
import type { Finding } from '../domain/finding.ts';
import type { Box } from '../domain/page-text.ts';
import type { DocumentResult } from '../domain/result.ts';
import type { Recipe } from '../leafcutter.ts';
import { Problem } from '../problem/problem.ts';
import type { Review } from '../store/store.ts';

type FieldEdit = NonNullable<NewReviewBody['fields']>[number];

/** What a review is held against, and who makes it. */
export interface ReviewOptions {
  /** The recipe that the result is of. */
  readonly recipe: Pick<Recipe, 'result' | 'recompute'>;
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
  { recipe, who, atMs, confirm }: ReviewOptions,
): { readonly result: DocumentResult; readonly entries: readonly Review[] } {
  const data: unknown = structuredClone(result.data);
  let { evidence, findings } = result;
  const entries: Review[] = [];
  for (const edit of edits) {
    const before = put(data, edit.path, edit.value);
    entries.push({ atMs, who, action: 'edit', path: edit.path, before, after: edit.value ?? null });
    const old = evidence.find(({ path }) => path === edit.path);
    const moved = movedRows(edit.path, before, edit.value);
    const stays = <Of extends { readonly path: string }>(all: readonly Of[]): Of[] =>
      all.flatMap((one) => {
        if (!isWithin(one.path, edit.path)) return [one];
        const path = moved(one.path);
        return path === null ? [] : [{ ...one, path }];
      });
    evidence = [...stays(evidence), ...(Array.isArray(edit.value) ? [] : [evidenceOf(edit, old)])];
    findings = stays(findings);
  }
  const checked = recipe.result.safeParse(data);
  if (!checked.success) {
    const [issue] = checked.error.issues;
    throw new Problem('invalid-request', {
      detail: `The value does not fit the recipe: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not valid'}`,
    });
  }
  const settled =
    edits.length > 0 && recipe.recompute
      ? settle(recipe.recompute, { data, before: result, findings, edits })
      : { data, findings };
  if (confirm) entries.push({ atMs, who, action: 'confirm', path: '', before: null, after: null });
  return {
    result: { ...result, ...settled, evidence, review: confirm ? 'done' : result.review },
    entries,
  };
}

/**
 * Where the rows of a list went that was replaced as a whole: what is known of a row that is still there goes with it.
 * Answers the new path of something in the list; null when its row is gone or was changed.
 */
function movedRows(list: string, before: unknown, after: unknown): (path: string) => string | null {
  if (!Array.isArray(before) || !Array.isArray(after)) return () => null;
  const [was, is] = [before, after].map((rows) => rows.map((row) => JSON.stringify(row))) as [
    string[],
    string[],
  ];
  // Rows that are alike are told by what stands before and behind them.
  const most = Math.min(was.length, is.length);
  let head = 0;
  while (head < most && was[head] === is[head]) head++;
  let tail = 0;
  while (tail < most - head && was.at(-1 - tail) === is.at(-1 - tail)) tail++;
  const free = new Map<string, number[]>();
  for (let index = head; index < is.length - tail; index++) {
    free.set(is[index]!, [...(free.get(is[index]!) ?? []), index]);
  }
  const places = was.map((row, index) => {
    if (index < head) return index;
    return index >= was.length - tail ? index + is.length - was.length : (free.get(row)?.shift() ?? null);
  });
  return (path) => {
    const [, index = '', rest = ''] = /^\[(\d+)\](.*)$/.exec(path.slice(list.length)) ?? [];
    const place = index === '' ? null : places[Number(index)];
    return place === null || place === undefined ? null : `${list}[${place}]${rest}`;
  };
}

interface Edited {
  readonly data: unknown;
  readonly before: DocumentResult;
  /** What was found before, without what the edits answer. */
  readonly findings: readonly Finding[];
  readonly edits: readonly FieldEdit[];
}

/**
 * Works out anew what follows from the edited values. A finding that a person has answered before does not come back
 * while it says the same; one about a value that is edited now is answered by the edit.
 */
function settle(
  recompute: NonNullable<Recipe['recompute']>,
  { data, before, findings, edits }: Edited,
): { readonly data: unknown; readonly findings: readonly Finding[] } {
  const was = recompute(before.data, before.data).findings;
  const now = recompute(data, before.data);
  const answered = was.filter((one) => !before.findings.some((other) => saysTheSame(one, other)));
  const found = now.findings.filter(
    (one) =>
      !answered.some((other) => saysTheSame(one, other)) &&
      !edits.some(({ path }) => isWithin(one.path, path)),
  );
  const others = findings.filter((one) => !was.some((other) => saysTheSame(one, other)));
  return { data: now.data, findings: [...others, ...found] };
}

function saysTheSame(a: Finding, b: Finding): boolean {
  return a.code === b.code && a.path === b.path && a.expected === b.expected && a.actual === b.actual;
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
