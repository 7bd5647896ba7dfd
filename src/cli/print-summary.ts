import type { RunSummary } from '../engine/run.ts';
import type { Leafcutter } from '../leafcutter.ts';
import { describeExtrapolation, extrapolate } from './extrapolation.ts';
import { dollars, duration, plural, printable } from './format.ts';

/** Problems and open reviews listed by name before the rest is only counted. */
const LISTED = 10;

/** Says how a run ended, what needs attention and what to do next. On standard error: output files are elsewhere. */
export async function printSummary(
  leafcutter: Leafcutter,
  summary: RunSummary,
  out: readonly string[],
): Promise<void> {
  const { counts, usage, state, jobId, problem } = summary;
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  const parts = Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${count} ${name.replace('_', ' ')}`);
  const cost = usage.calls > 0 ? `, ${plural(usage.calls, 'model call')}, ${dollars(usage.costMicros)}` : '';
  say(
    `Job ${jobId} ${state.replaceAll('_', ' ')} after ${duration(summary.durationMs)}: ${parts.join(', ') || 'no documents'}${cost}`,
  );
  const attention = await leafcutter.store.listDocuments(jobId, {
    states: ['failed', 'partial', 'needs_review'],
    limit: LISTED + 1,
  });
  for (const document of attention.slice(0, LISTED))
    say(`  ${printable(document.source.name)}: ${await reason(leafcutter, document.id)}`);
  if (attention.length > LISTED)
    say(`  … and ${counts.failed + counts.partial + counts.needs_review - LISTED} more`);
  if (out.length > 0) say(`Written to ${out.map(printable).join(', ')}`);
  if (problem && problem.code !== 'cancelled' && problem.code !== 'paused')
    say(`leafcutter: ${printable(problem.detail)} [${problem.code}]`);
  const all = extrapolate(summary);
  if (all) say(describeExtrapolation(all));
  const batches = await batchesOf(leafcutter, jobId);
  if (batches) say(batches);
  for (const line of nextSteps(summary, out)) say(line);
}

/** What goes on at providers although the run has ended; null when nothing does. */
async function batchesOf({ store }: Leafcutter, jobId: string): Promise<string | null> {
  const own = (await store.batches.list()).filter((batch) => batch.jobId === jobId);
  const questions = own.reduce((total, batch) => total + batch.questions, 0);
  if (questions === 0) return null;
  return `${plural(questions, 'question')} in ${plural(own.length, 'batch', 'batches')} ${own.length === 1 ? 'goes' : 'go'} on at the provider; the next run collects the answers`;
}

async function reason(leafcutter: Leafcutter, documentId: string): Promise<string> {
  const result = await leafcutter.store.getResult(documentId);
  if (!result) return 'no result';
  if (result.problem) return `${result.problem.title}: ${printable(result.problem.detail)}`;
  const failed = result.pages.filter(({ status }) => status === 'failed');
  if (failed.length > 0) {
    return `${plural(failed.length, 'page')} of ${result.pages.length} failed (${failed[0]?.problem?.title ?? 'unknown'})`;
  }
  const errors = result.findings.filter(({ severity }) => severity === 'error');
  const first = errors[0] ? `: ${printable(errors[0].message)}` : '';
  return `needs review, ${plural(errors.length, 'finding')}${first}`;
}

function nextSteps({ state, counts, jobId }: RunSummary, out: readonly string[]): string[] {
  const steps: string[] = [];
  if (state === 'paused') {
    steps.push(
      `Everything so far is saved. Go on: run the same command again, or leafcutter resume ${jobId}${outArguments(out)}`,
    );
  }
  if (counts.failed + counts.partial > 0) {
    steps.push(`Try the failed ones again: leafcutter retry ${jobId}${outArguments(out)}`);
  }
  if (out.length === 0)
    steps.push(`Write the results to a file: leafcutter export ${jobId} --out results.jsonl`);
  return steps;
}

/** Options that name the same outputs again, as a shell reads them. */
function outArguments(out: readonly string[]): string {
  const quoted = out.map((path) => (/^[\w./~-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`));
  return quoted.length > 0 ? ` --out ${quoted.join(' ')}` : '';
}
