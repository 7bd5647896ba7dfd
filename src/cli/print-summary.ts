import { reviewReasons } from '../app.ts';
import { missingParts } from '../domain/missing-parts.ts';
import { count, dollars, plural } from '../domain/wording.ts';
import type { RunSummary } from '../engine/run.ts';
import { PROBLEMS } from '../problem/registry.ts';
import type { BatchStore, Store } from '../store/store.ts';
import { describePassedOver } from './describe-passed-over.ts';
import { describeExtrapolation, extrapolate } from './extrapolation.ts';
import { duration, printable } from './format.ts';
import { describeStep, type NamedJob, nextSteps, quoted } from './next-steps.ts';
import { type Tabled, writtenFiles } from './written-files.ts';

/** Problems and open reviews listed by name before the rest is only counted. */
const LISTED = 10;

/** What of a command's options decides what it says at its end. */
export interface SummaryOptions {
  readonly out?: readonly string[];
  readonly home?: string;
  /** Address of the server that has the job, where it is not of this machine. */
  readonly server?: string;
}

/** Where the job of a summary is: here, or at a server. */
export interface Reported {
  readonly store: Pick<Store, 'listDocuments' | 'surveyDocuments' | 'getResult' | 'getJob'> & {
    readonly batches: Pick<BatchStore, 'list'>;
  };
  readonly recipes: Pick<ReadonlyMap<string, Tabled>, 'get'>;
  /** Folder of the store; null: at the server. */
  readonly directory: string | null;
}

/** Says how a run ended, what needs attention and what to do next. On standard error: output files are elsewhere. */
export async function printSummary(
  reported: Reported,
  summary: RunSummary,
  { out = [], home, server }: SummaryOptions,
): Promise<void> {
  const { counts, usage, state, jobId, problem } = summary;
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  const parts = Object.entries(counts)
    .filter(([, documents]) => documents > 0)
    .map(([name, documents]) => `${count(documents)} ${name.replace('_', ' ')}`);
  const cost = usage.calls > 0 ? `, ${plural(usage.calls, 'model call')}, ${dollars(usage.costMicros)}` : '';
  // Of a job without a document there is nothing to tell but why.
  const isEmpty =
    (problem?.code === 'no-input' || problem?.code === 'invalid-option') &&
    Object.values(counts).every((count) => count === 0);
  if (!isEmpty)
    say(
      `Job ${jobId} ${state.replaceAll('_', ' ')} after ${duration(summary.durationMs)}: ${parts.join(', ') || 'no documents'}${cost}`,
    );
  // What failed comes first: it is missing in the outputs, what is to be looked at stands in them.
  const failed = await reported.store.listDocuments(jobId, { states: ['failed', 'partial'], limit: LISTED });
  const open =
    failed.length < LISTED
      ? await reported.store.listDocuments(jobId, { states: ['needs_review'], limit: LISTED - failed.length })
      : [];
  const attention = [...failed, ...open];
  const unnamed = counts.failed + counts.partial + counts.needs_review - attention.length;
  const { failures } =
    counts.failed > 0 ? await reported.store.surveyDocuments(jobId, counts.failed) : { failures: [] };
  if (counts.failed > LISTED) {
    for (const { code, documents } of failures)
      say(`  ${plural(documents, 'document')}: ${titleOf(code)} [${code}]`);
  }
  for (const document of attention) {
    const { name } = document.source;
    const why = printable(await reason(reported, document.id));
    const namesIt = document.state === 'failed' && why.includes(printable(name));
    say(namesIt ? `  ${why}` : `  ${printable(name)}: ${why}`);
  }
  if (unnamed > 0) {
    const folder = out.find((path) => /[/\\]$/.test(path));
    const where = folder === undefined ? 'any --out FOLDER/' : printable(folder);
    say(`  … and ${count(unnamed)} more; failed.csv and review.csv in ${where} name them all`);
  }
  const isWritten = !isEmpty && problem?.code !== 'disk-full' && problem?.code !== 'output-unwritable';
  const recipe = reported.recipes.get((await reported.store.getJob(jobId))?.recipe ?? '');
  if (out.length > 0 && isWritten) say(`Written to ${writtenFiles(out, recipe)}`);
  if (problem && problem.code !== 'cancelled' && problem.code !== 'paused')
    say(`leafcutter: ${printable(problem.detail)} [${problem.code}]`);
  if (summary.passedOver && !isEmpty) say(describePassedOver(summary.passedOver));
  const all = extrapolate(summary);
  if (all) say(describeExtrapolation(all));
  const batches = await batchesOf(reported, jobId);
  if (batches) say(batches);
  const job: NamedJob = {
    jobId,
    out,
    where: whereOf({ home, server }),
    known: recipe !== undefined,
    directory: reported.directory,
  };
  const codes = failures.map(({ code }) => code);
  for (const step of nextSteps(summary, { failures: codes, written: out.length > 0 }))
    for (const line of describeStep(step, job)) say(line);
}

/** What goes on at providers although the run has ended; null when nothing does. */
async function batchesOf({ store }: Reported, jobId: string): Promise<string | null> {
  const own = (await store.batches.list()).filter((batch) => batch.jobId === jobId);
  const questions = own.reduce((total, batch) => total + batch.questions, 0);
  if (questions === 0) return null;
  return `${plural(questions, 'question')} in ${plural(own.length, 'batch', 'batches')} ${own.length === 1 ? 'goes' : 'go'} on at the provider; the next run collects the answers`;
}

async function reason(reported: Reported, documentId: string): Promise<string> {
  const result = await reported.store.getResult(documentId);
  if (!result) return 'no result';
  if (result.problem) return result.problem.detail;
  const missing = missingParts(result);
  if (missing !== null) return missing;
  const { findings, uncertain } = reviewReasons(result);
  const [least] = uncertain;
  if (findings.length === 0 && least) {
    return `needs review, ${plural(uncertain.length, 'uncertain value')}: ${least.path} (confidence ${least.confidence.toFixed(2)})`;
  }
  const [first] = findings;
  if (!first) return 'needs review';
  const where = first.path === '' ? '' : ` (${first.path})`;
  return `needs review, ${plural(findings.length, 'finding')}: ${first.message}${where}`;
}

/** A problem's title by its code, which an older store may have and this program no longer. */
function titleOf(code: string): string {
  return (PROBLEMS as Readonly<Record<string, { readonly title: string }>>)[code]?.title ?? code;
}

/** What makes a suggested command find the job, with a space before it; empty where nothing is needed. */
export function whereOf({ home, server }: Pick<SummaryOptions, 'home' | 'server'>): string {
  if (server !== undefined) return ` --server ${quoted(server)}`;
  return home === undefined ? '' : ` --home ${quoted(home)}`;
}
