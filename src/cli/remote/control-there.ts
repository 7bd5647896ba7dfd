import type { JobBody } from '../../api/job.ts';
import { Delivery } from '../../app.ts';
import { isFinalJobState, isRestingJobState } from '../../domain/states.ts';
import { toWire } from '../../domain/wire.ts';
import { Problem } from '../../problem/problem.ts';
import type { Control } from '../control.ts';
import { EXIT } from '../exit-code.ts';
import { retriedStates, sayExported, sayRetried } from '../job-words.ts';
import { leaving } from '../leaving.ts';
import { parseBudget, type SharedOptions } from '../options.ts';
import { type ListedJob, printJobs } from '../print-jobs.ts';
import { whereOf } from '../print-summary.ts';
import type { Remote } from './connect.ts';
import { followThere, openOutputs, recipeOf } from './follow-there.ts';
import { countsOf, jobOf, RemoteStore, usageOf } from './remote-store.ts';

/** Jobs in one answer of a server. */
const PAGE = 200;

/** `leafcutter jobs` at a server. */
export async function jobsThere(
  { client }: Remote,
  limit: number,
  options: Pick<SharedOptions, 'json'>,
): Promise<void> {
  const listed: ListedJob[] = [];
  let before: string | undefined;
  while (listed.length < limit) {
    const page = await client.jobs({
      limit: Math.min(PAGE, limit - listed.length),
      ...(before === undefined ? {} : { before }),
    });
    for (const body of page.jobs) {
      listed.push({ job: jobOf(body), counts: countsOf(body), usage: usageOf(body) });
    }
    if (page.next_before === null) break;
    before = page.next_before;
  }
  printJobs(listed, options);
}

/** `leafcutter watch` at a server. */
export async function watchThere(remote: Remote, jobId: string, options: SharedOptions): Promise<void> {
  process.exitCode = await followThere(remote, jobId, { json: options.json ?? false });
}

/** `leafcutter pause` and `cancel` at a server: asks, and waits until the job rests. */
export async function controlThere(
  { client, url }: Remote,
  jobId: string,
  { control, options }: { readonly control: Control; readonly options: SharedOptions },
): Promise<void> {
  const { signal, end } = leaving();
  try {
    const before = await client.job(jobId);
    const wasFinal = isFinalJobState(before.state);
    let body: JobBody = wasFinal ? before : await client[control.name](jobId);
    if (!isRestingJobState(body.state)) {
      if (!options.json) process.stderr.write(`${control.asked}\n`);
      body = await client.rested(jobId, signal);
    }
    const job = jobOf(body);
    if (options.json) {
      process.stdout.write(`${JSON.stringify(toWire(job))}\n`);
      return;
    }
    process.stdout.write(`Job ${jobId} is ${job.state.replaceAll('_', ' ')}${wasFinal ? ' already' : ''}.\n`);
    const line = control.next(job);
    if (line) process.stdout.write(`${line}${whereOf({ server: url })}\n`);
  } catch (error) {
    if (!signal.aborted) throw error;
    process.stderr.write('Not waited for; what was asked is done all the same.\n');
    process.exitCode = EXIT.interrupted;
  } finally {
    end();
  }
}

/** `leafcutter resume` at a server. */
export async function resumeThere(remote: Remote, jobId: string, options: SharedOptions): Promise<void> {
  checkModel(options);
  const budget = parseBudget(options.budget);
  const { state, recipe } = await remote.client.job(jobId);
  openOutputs(options.out ?? [], recipe.name);
  if (budget !== null) await remote.client.resume(jobId, { budget_micros: budget });
  else if (state === 'paused') await remote.client.resume(jobId);
  process.exitCode = await followThere(remote, jobId, { ...options, results: true });
}

/** `leafcutter retry` at a server. */
export async function retryThere(
  remote: Remote,
  jobId: string,
  options: SharedOptions & { readonly review?: boolean },
): Promise<void> {
  checkOptions(options);
  openOutputs(options.out ?? [], (await remote.client.job(jobId)).recipe.name);
  const { retried } = await remote.client.retry(jobId, retriedStates(options));
  sayRetried(retried, options);
  process.exitCode = await followThere(remote, jobId, { ...options, results: true });
}

/** `leafcutter export` at a server: fetches the results there are and writes them here. */
export async function exportThere(
  { client }: Remote,
  jobId: string,
  { out, order = 'document', json }: SharedOptions & { readonly out: string[] },
): Promise<void> {
  const store = new RemoteStore(client);
  const { recipe } = await store.getJob(jobId);
  const deliveries = openOutputs(out, recipe).map((sink) => new Delivery(store, jobId, sink, order));
  let count = 0;
  try {
    count = Math.max(0, ...(await Promise.all(deliveries.map((delivery) => delivery.pump()))));
  } finally {
    await Promise.all(deliveries.map((delivery) => delivery.close()));
  }
  sayExported(count, { jobId, out, json, recipe: recipeOf(recipe) });
}

/** Throws `invalid-option` for what only whoever runs a job can change. */
export function checkOptions(options: SharedOptions): void {
  checkModel(options);
  if (options.budget === undefined) return;
  throw new Problem('invalid-option', {
    detail:
      '--budget of a job of a server is changed by resume; leave it out here, and resume with it where it stops',
  });
}

function checkModel({ model }: SharedOptions): void {
  if (model === undefined) return;
  throw new Problem('invalid-option', {
    detail:
      '--model cannot be changed for a job of a server; submit it anew, what was answered is not paid again',
  });
}
