import { createHash } from 'node:crypto';
import type { NewJobBody } from '../../api/job.ts';
import { fromWire } from '../../domain/wire.ts';
import type { Estimate } from '../../engine/estimate.ts';
import { noneOfThem, type RunOptions } from '../../leafcutter.ts';
import { Problem } from '../../problem/problem.ts';
import { printEstimate } from '../describe-estimate.ts';
import { EXIT } from '../exit-code.ts';
import { leaving } from '../leaving.ts';
import { parseBudget, parseCount } from '../options.ts';
import type { RunCommandOptions } from '../run-options.ts';
import type { Remote } from './connect.ts';
import { followThere, openOutputs } from './follow-there.ts';
import { type Listed, listInputs, sayLeftOut, sendFiles } from './send-files.ts';

/** What a command asks to be done, read from its arguments. */
type Asked = RunOptions<unknown, unknown>;

/** `leafcutter run` at a server: sends the files, submits the job, follows it and writes its results here. */
export async function runThere(remote: Remote, asked: Asked, options: RunCommandOptions): Promise<void> {
  const settings = settingsOf(asked, options);
  const budget = parseBudget(options.budget);
  const sample = parseCount('--sample', options.sample);
  // Where nothing can be written nothing is sent.
  openOutputs(options.out ?? [], settings.recipe);
  const { signal, end } = leaving();
  let jobId: string;
  let problems: readonly Problem[];
  let found: Listed['found'];
  let passedOver: Listed['passedOver'];
  try {
    const listed = await listInputs({ ...asked, ...(sample === undefined ? {} : { sample }) }, signal);
    const missing =
      listed.entries.length > 0 || asked.sources.includes('-') ? null : noneOfThem(listed.problems);
    if (missing) throw missing;
    const sent = await sendFiles(remote, listed.entries, { signal, quiet: options.json ?? false });
    problems = [...listed.problems, ...sent.problems];
    ({ found, passedOver } = listed);
    if (sent.sources.length === 0) {
      // As for a run here: each document has failed by itself.
      sayLeftOut(problems);
      process.exitCode = EXIT.someFailed;
      return;
    }
    const job = await remote.client.submit({
      ...settings,
      ...(budget === null ? {} : { budget_micros: budget }),
      sources: sent.sources,
      // The same command over the same files finds its job again.
      idempotencyKey: hashOf({ settings, budget, sample, entries: listed.entries }),
      signal,
    });
    jobId = job.id;
    if (job.state === 'paused') await remote.client.resume(jobId);
  } catch (error) {
    if (!signal.aborted) throw error;
    process.stderr.write('Left before the job was submitted: nothing runs.\n');
    process.exitCode = EXIT.interrupted;
    return;
  } finally {
    end();
  }
  const code = await followThere(remote, jobId, { ...options, results: true, found, passedOver });
  sayLeftOut(problems);
  const worst = code === EXIT.good || code === EXIT.needsReview ? EXIT.someFailed : code;
  process.exitCode = problems.length > 0 ? worst : code;
}

/** `leafcutter estimate` at a server: sends a sample of the files, and scales what it says up to all of them. */
export async function estimateThere(remote: Remote, asked: Asked, options: RunCommandOptions): Promise<void> {
  const settings = settingsOf(asked, options);
  const sample = parseCount('--sample', options.sample)!;
  const { signal, end } = leaving();
  try {
    const listed = await listInputs({ ...asked, sample }, signal);
    const sent = await sendFiles(remote, listed.entries, { signal, quiet: options.json ?? false });
    const problems = [...listed.problems, ...sent.problems];
    sayLeftOut(problems);
    const { models, ...rest } = settings;
    const answer =
      sent.sources.length === 0
        ? NOTHING_SENT
        : (fromWire(
            await remote.client.estimate({
              ...rest,
              ...(models ? { models } : {}),
              sources: sent.sources,
              sample: Math.min(sample, MOST_SAMPLED),
            }),
          ) as Estimate);
    const documents = listed.found ?? listed.entries.length + listed.problems.length;
    const estimate = scaled(withUnreadable(answer, problems.length), documents);
    const { passedOver } = listed;
    printEstimate(passedOver === null ? estimate : { ...estimate, passedOver }, options);
  } finally {
    end();
  }
}

const NOTHING_SENT: Estimate = {
  documents: 0,
  sampled: 0,
  unreadable: 0,
  pages: 0,
  answeredWithoutModel: 0,
  remembered: 0,
  calls: 0,
  inputTokens: 0,
  outputTokens: 0,
  costMicros: 0,
  quotaMs: null,
};

/** What could not be sent is as unreadable as what the server cannot read. */
function withUnreadable(estimate: Estimate, leftOut: number): Estimate {
  return {
    ...estimate,
    documents: estimate.documents + leftOut,
    sampled: estimate.sampled + leftOut,
    unreadable: estimate.unreadable + leftOut,
  };
}

/** A server looks at no more documents for one estimate. */
const MOST_SAMPLED = 100;

function scaled(estimate: Estimate, documents: number): Estimate {
  if (documents <= estimate.documents) return estimate;
  const up = (value: number): number => Math.round((value * documents) / estimate.documents);
  const upOrNull = (value: number | null): number | null => (value === null ? null : up(value));
  return {
    documents,
    sampled: estimate.sampled,
    unreadable: up(estimate.unreadable),
    pages: up(estimate.pages),
    answeredWithoutModel: up(estimate.answeredWithoutModel),
    remembered: up(estimate.remembered),
    calls: up(estimate.calls),
    inputTokens: up(estimate.inputTokens),
    outputTokens: up(estimate.outputTokens),
    costMicros: upOrNull(estimate.costMicros),
    quotaMs: upOrNull(estimate.quotaMs),
  };
}

function settingsOf(
  asked: Asked,
  { batch, pack, allowHost }: RunCommandOptions,
): Omit<NewJobBody, 'sources'> {
  if (typeof asked.recipe !== 'string') {
    throw new Problem('invalid-option', {
      detail: 'A recipe file runs on this machine alone; name one of the recipes that the server has',
    });
  }
  const local = batch ? '--batch' : pack && '--pack';
  if (local) throw new Problem('invalid-option', { detail: `${local} is for runs on this machine` });
  if (allowHost) {
    throw new Problem('invalid-option', {
      detail:
        '--allow-host is for runs on this machine; a server has its own (leafcutter serve --allow-host)',
    });
  }
  return {
    recipe: asked.recipe,
    options: asked.options as Record<string, unknown>,
    ...(asked.route ? { route: asked.route } : {}),
    ...(asked.models ? { models: asked.models as NonNullable<NewJobBody['models']> } : {}),
  };
}

function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}
