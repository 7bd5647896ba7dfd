import type { DocumentCounts } from '../domain/states.ts';
import type { Usage } from '../domain/usage.ts';
import { toWire } from '../domain/wire.ts';
import { dollars } from '../domain/wording.ts';
import type { Job } from '../store/store.ts';
import { table } from './format.ts';

/** A job of a list, with how far it is. */
export interface ListedJob {
  readonly job: Job;
  readonly counts: DocumentCounts;
  readonly usage: Usage;
}

/** Writes jobs to standard output: as a table, or as JSON lines. */
export function printJobs(jobs: readonly ListedJob[], { json }: { readonly json?: boolean }): void {
  if (json) {
    for (const entry of jobs) process.stdout.write(`${JSON.stringify(toWire(entry))}\n`);
    return;
  }
  if (jobs.length === 0) process.stdout.write('No jobs yet. Start one: leafcutter run bill FILE\n');
  else {
    const rows = jobs.map(({ job, counts, usage }) => [
      job.id,
      job.recipe,
      job.state.replaceAll('_', ' '),
      String(Object.values(counts).reduce((sum, count) => sum + count, 0)),
      String(counts.succeeded),
      String(counts.needs_review),
      String(counts.failed + counts.partial),
      dollars(usage.costMicros),
      new Date(job.createdMs).toISOString().slice(0, 16).replace('T', ' '),
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
    process.stdout.write(`${table(header, rows)}\n`);
  }
}
