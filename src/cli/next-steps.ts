import type { RunSummary } from '../engine/run.ts';
import { printable, shortest } from './format.ts';

/**
 * What a person can do once a run has ended: approve what it shows, go on with more money, go on, have done again what
 * failed, write the results to files.
 */
export type NextStep = 'approve' | 'raise-budget' | 'go-on' | 'retry' | 'write-results';

/** What a run's end makes possible, in the order it is said. `failures`: problem codes of its failed documents. */
export function nextSteps(
  { state, counts, problem }: Pick<RunSummary, 'state' | 'counts' | 'problem'>,
  { failures, written }: { readonly failures: readonly string[]; readonly written: boolean },
): readonly NextStep[] {
  const steps: NextStep[] = [];
  if (Object.values(counts).every((count) => count === 0)) return steps;
  // The same again would ask again, or stop again.
  if (state === 'paused' && problem?.code === 'approval-needed') steps.push('approve');
  else if (state === 'paused' && problem?.code === 'budget-reached') steps.push('raise-budget');
  else if (state === 'paused' && !isAboutCommand(problem)) steps.push('go-on');
  // What rules cannot read they cannot read again: a job that asks a model is another one, as each failure says.
  const isBeyondRules = counts.partial === 0 && failures.every((code) => code === 'nothing-readable');
  if (counts.failed + counts.partial > 0 && !isBeyondRules) steps.push('retry');
  const hasResults = counts.succeeded + counts.partial + counts.needs_review + counts.skipped > 0;
  if (hasResults && !written) steps.push('write-results');
  return steps;
}

/** True where the same command would end the same way. */
function isAboutCommand(problem: RunSummary['problem']): boolean {
  return problem?.code === 'invalid-option' || problem?.code === 'invalid-schema';
}

/** How a job is named in a command. */
export interface NamedJob {
  readonly jobId: string;
  readonly out: readonly string[];
  /** What makes another command find it, with a space before it; empty where nothing is needed. */
  readonly where: string;
  /** False for a recipe of the user's own that is not known here: only the command that names its file can go on. */
  readonly known: boolean;
  /** Folder of the store; null: at a server. */
  readonly directory: string | null;
}

/** A step in words, with the command that does it; empty where no command of this job can. */
export function describeStep(step: NextStep, { jobId, out, where, known, directory }: NamedJob): string[] {
  const command = (name: string, more = ''): string =>
    `leafcutter ${name} ${jobId}${more}${out.length > 0 ? ` --out ${out.map(quoted).join(' ')}` : ''}${where}`;
  switch (step) {
    case 'approve':
      return [`Everything so far is saved. Go on once it is right: ${command('approve')}`];
    case 'raise-budget': {
      const again = 'run the same command again with a higher --budget; what was answered is not asked again';
      return [
        `Everything so far is saved. Go on with more: ${known ? command('resume', ' --budget AMOUNT') : again}`,
      ];
    }
    case 'go-on':
      return [
        `Everything so far is saved. Go on: run the same command again${known ? `, or ${command('resume')}` : ''}`,
      ];
    case 'retry':
      return known ? [`Once what failed is put right, do it again: ${command('retry')}`] : [];
    case 'write-results': {
      const place =
        directory === null ? 'at the server' : `in the store in ${printable(shortest(directory))}`;
      const write = known
        ? `leafcutter export ${jobId} --out results.jsonl${where}`
        : 'run the same command again with --out results.jsonl; nothing is asked again';
      return [`The results are kept ${place}`, `Write them to a file: ${write}`];
    }
  }
}

/** An argument as a shell reads it. */
export function quoted(argument: string): string {
  return /^[\w./~:-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`;
}
