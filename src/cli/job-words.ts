import { plural } from '../domain/wording.ts';
import { type Tabled, writtenFiles } from './written-files.ts';

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
    recipe,
  }: {
    readonly jobId: string;
    readonly out: readonly string[];
    readonly json?: boolean | undefined;
    readonly recipe: Tabled | undefined;
  },
): void {
  const line = json
    ? JSON.stringify({ job: jobId, results, out })
    : `${plural(results, 'result')} written to ${writtenFiles(out, recipe)}`;
  process.stdout.write(`${line}\n`);
}
