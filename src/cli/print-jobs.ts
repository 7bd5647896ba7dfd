import type { DocumentCounts } from '../domain/states.ts';
import type { Usage } from '../domain/usage.ts';
import { toWire } from '../domain/wire.ts';
import { count, dollars, plural } from '../domain/wording.ts';
import type { Job } from '../store/store.ts';
import { table } from './format.ts';

/** A job of a list, with how far it is. */
export interface ListedJob {
  readonly job: Job;
  readonly counts: DocumentCounts;
  readonly usage: Usage;
  /** Stored as running, and its process is gone; `resume` goes on with it. */
  readonly interrupted?: true;
}

/** Writes jobs to standard output: as a table, in two lines each on a terminal too narrow for it, or as JSON lines. */
export function printJobs(jobs: readonly ListedJob[], { json }: { readonly json?: boolean }): void {
  if (json) {
    for (const entry of jobs) process.stdout.write(`${JSON.stringify(toWire(entry))}\n`);
    return;
  }
  if (jobs.length === 0) process.stdout.write('No jobs yet. Start one: leafcutter run bill FILE\n');
  else {
    const rows = jobs.map(({ job, counts, usage, interrupted }) => [
      job.id,
      job.recipe,
      stateOf({ job, interrupted }),
      String(Object.values(counts).reduce((sum, documents) => sum + documents, 0)),
      String(counts.succeeded),
      String(counts.needs_review),
      String(counts.failed + counts.partial),
      dollars(usage.costMicros),
      minuteOf(job),
    ]);
    const header = [
      'job',
      'recipe',
      'state',
      'documents',
      'good',
      'review',
      'failed',
      'cost',
      'created (UTC)',
    ];
    const whole = table(header, rows);
    const { columns = Number.POSITIVE_INFINITY } = process.stdout;
    const fits = whole.split('\n').every(({ length }) => length <= columns);
    process.stdout.write(`${fits ? whole : jobs.flatMap(twoLines).join('\n')}\n`);
  }
}

function stateOf({ job, interrupted }: Pick<ListedJob, 'job' | 'interrupted'>): string {
  return interrupted ? 'interrupted' : job.state.replaceAll('_', ' ');
}

function twoLines({ job, counts, usage, interrupted }: ListedJob): string[] {
  const documents = Object.values(counts).reduce((sum, number) => sum + number, 0);
  const ended = [
    [counts.succeeded, 'good'],
    [counts.needs_review, 'to review'],
    [counts.failed + counts.partial, 'failed'],
  ] as const;
  const facts = [
    `${minuteOf(job)} UTC`,
    plural(documents, 'document'),
    ...ended.filter(([number]) => number > 0).map(([number, words]) => `${count(number)} ${words}`),
    dollars(usage.costMicros),
  ];
  return [`${job.id}  ${job.recipe}  ${stateOf({ job, interrupted })}`, `  ${facts.join(', ')}`];
}

function minuteOf({ createdMs }: Job): string {
  return new Date(createdMs).toISOString().slice(0, 16).replace('T', ' ');
}
