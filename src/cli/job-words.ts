import { plural } from '../domain/wording.ts';

/** The states of documents that `leafcutter retry` sets back to work. */
export function retriedStates({ review = false }: { readonly review?: boolean }) {
  return ['failed', 'partial', 'cancelled', ...(review ? (['needs_review'] as const) : [])] as const;
}

/** Says on standard error how many documents are done again, unless JSON is wanted. */
export function sayRetried(documents: number, { json }: { readonly json?: boolean }): void {
  if (!json) process.stderr.write(`${plural(documents, 'document')} to do again\n`);
}

/** Says how many results were written, and where. */
export function sayExported(
  results: number,
  {
    jobId,
    out,
    json,
  }: { readonly jobId: string; readonly out: readonly string[]; readonly json?: boolean | undefined },
): void {
  const line = json
    ? JSON.stringify({ job: jobId, results, out })
    : `${plural(results, 'result')} written to ${out.join(', ')}`;
  process.stdout.write(`${line}\n`);
}
