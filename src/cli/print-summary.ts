import { relative } from 'node:path';
import { reviewReasons } from '../app.ts';
import { missingParts } from '../domain/missing-parts.ts';
import { count, dollars, plural } from '../domain/wording.ts';
import type { RunSummary } from '../engine/run.ts';
import { PROBLEMS } from '../problem/registry.ts';
import type { BatchStore, Store } from '../store/store.ts';
import { describeExtrapolation, extrapolate } from './extrapolation.ts';
import { duration, printable } from './format.ts';
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
  if (counts.failed > LISTED) {
    for (const { code, documents } of (await reported.store.surveyDocuments(jobId, counts.failed)).failures)
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
  const all = extrapolate(summary);
  if (all) say(describeExtrapolation(all));
  const batches = await batchesOf(reported, jobId);
  if (batches) say(batches);
  const where = whereOf({ home, server });
  for (const line of nextSteps(summary, {
    out,
    where,
    known: recipe !== undefined,
    isBudget: problem?.code === 'budget-reached',
    waitsForApproval: problem?.code === 'approval-needed',
    hopeless: counts.failed > 0 && counts.partial === 0 && (await isBeyondRules(reported, summary)),
    directory: reported.directory,
  }))
    say(line);
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

interface Next {
  readonly out: readonly string[];
  /** What makes another command find the job. */
  readonly where: string;
  /** False for a recipe of the user's own: only the command that names its file can go on. */
  readonly known: boolean;
  /** True when the same again would fail again: a model is needed, as each failure says. */
  readonly hopeless: boolean;
  /** True when the budget stopped it: the same again would stop again. */
  readonly isBudget: boolean;
  /** True when a person is asked: the same again would ask again. */
  readonly waitsForApproval: boolean;
  readonly directory: string | null;
}

/** Whether all that failed is what rules cannot read; a job that asks a model is another one. */
async function isBeyondRules({ store }: Reported, { jobId, counts }: RunSummary): Promise<boolean> {
  const { failures } = await store.surveyDocuments(jobId, counts.failed);
  return failures.every(({ code }) => code === 'nothing-readable');
}

function nextSteps(
  { state, counts, jobId }: RunSummary,
  { out, where, known, hopeless, isBudget, waitsForApproval, directory }: Next,
): string[] {
  const steps: string[] = [];
  if (Object.values(counts).every((count) => count === 0)) return steps;
  const outputs = out.length > 0 ? ` --out ${out.map(quoted).join(' ')}` : '';
  if (state === 'paused' && waitsForApproval) {
    steps.push(
      `Everything so far is saved. Go on once it is right: leafcutter approve ${jobId}${outputs}${where}`,
    );
  } else if (state === 'paused' && isBudget) {
    const resume = known
      ? `leafcutter resume ${jobId} --budget AMOUNT${outputs}${where}`
      : 'run the same command again with a higher --budget; what was answered is not asked again';
    steps.push(`Everything so far is saved. Go on with more: ${resume}`);
  } else if (state === 'paused') {
    const resume = known ? `, or leafcutter resume ${jobId}${outputs}${where}` : '';
    steps.push(`Everything so far is saved. Go on: run the same command again${resume}`);
  }
  if (counts.failed + counts.partial > 0 && known && !hopeless) {
    steps.push(`Once what failed is put right, do it again: leafcutter retry ${jobId}${outputs}${where}`);
  }
  const hasResults = counts.succeeded + counts.partial + counts.needs_review + counts.skipped > 0;
  if (out.length === 0 && hasResults) {
    const place = directory === null ? 'at the server' : `in the store in ${printable(shortest(directory))}`;
    steps.push(`The results are kept ${place}`);
    const write = known
      ? `leafcutter export ${jobId} --out results.jsonl${where}`
      : 'run the same command again with --out results.jsonl; nothing is asked again';
    steps.push(`Write them to a file: ${write}`);
  }
  return steps;
}

/** What makes a suggested command find the job, with a space before it; empty where nothing is needed. */
export function whereOf({ home, server }: Pick<SummaryOptions, 'home' | 'server'>): string {
  if (server !== undefined) return ` --server ${quoted(server)}`;
  return home === undefined ? '' : ` --home ${quoted(home)}`;
}

/** A folder as one would name it from here. */
function shortest(directory: string): string {
  const here = relative(process.cwd(), directory);
  return here.length < directory.length && !here.startsWith('..') ? here || '.' : directory;
}

/** An argument as a shell reads it. */
function quoted(argument: string): string {
  return /^[\w./~:-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`;
}
