import type { ZodType } from 'zod';
import { Problem } from '../problem/problem.ts';
import type { Store } from '../store/store.ts';
import { hashOf } from './question-key.ts';

/** What a job shows to a person before it goes on, and what they made of it. */
export interface Approval {
  readonly name: string;
  readonly proposal: unknown;
  /** Null: not decided yet. */
  readonly decision: { readonly value: unknown } | null;
}

interface KeptApproval extends Approval {
  /** Of the proposal: a decision on another one does not count. */
  readonly hash: string;
}

const keyOf = (jobId: string): string => `approvals:${jobId}`;

async function read(store: Store, jobId: string): Promise<readonly KeptApproval[]> {
  const kept = await store.getDerived(keyOf(jobId));
  return kept ? (JSON.parse(new TextDecoder().decode(kept)) as KeptApproval[]) : [];
}

async function write(store: Store, jobId: string, approvals: readonly KeptApproval[]): Promise<void> {
  await store.putDerived(keyOf(jobId), new TextEncoder().encode(JSON.stringify(approvals)));
}

/** What a job has shown for approval so far. */
export async function listApprovals(store: Store, jobId: string): Promise<readonly Approval[]> {
  return (await read(store, jobId)).map(({ name, proposal, decision }) => ({ name, proposal, decision }));
}

/**
 * The decision on a proposal. Writes the proposal down and throws `approval-needed` while there is none; a decision that
 * does not fit the schema is none, and its problem says so.
 */
export async function decisionOn<Value>(
  store: Store,
  jobId: string,
  {
    name,
    proposal,
    schema,
  }: { readonly name: string; readonly proposal: Value; readonly schema: ZodType<Value> },
): Promise<Value> {
  const hash = hashOf(proposal);
  const approvals = await read(store, jobId);
  const known = approvals.find((approval) => approval.name === name && approval.hash === hash);
  const decided = known?.decision ? schema.safeParse(known.decision.value) : null;
  if (decided?.success) return decided.data;
  if (!known) {
    const others = approvals.filter((approval) => approval.name !== name);
    await write(store, jobId, [...others, { name, proposal, hash, decision: null }]);
  }
  const wrong = decided?.error?.issues[0];
  throw new Problem('approval-needed', {
    detail: wrong
      ? `What was approved of the ${name} of job ${jobId} does not fit: ${wrong.path.join('.') || 'the whole'}: ${wrong.message}`
      : `The ${name} of job ${jobId} waits for approval; look at it and go on with "leafcutter approve ${jobId}"`,
  });
}

/** Writes down what a person made of a proposal. Throws `not-found` when the job has shown none of that name. */
export async function decide(
  store: Store,
  jobId: string,
  { name, value }: { readonly name: string; readonly value?: unknown },
): Promise<void> {
  const approvals = await read(store, jobId);
  const found = approvals.find((approval) => approval.name === name);
  if (!found)
    throw new Problem('not-found', { detail: `Job ${jobId} has shown nothing named "${name}" for approval` });
  const decision = { value: value === undefined ? found.proposal : value };
  await write(
    store,
    jobId,
    approvals.map((approval) => (approval === found ? { ...found, decision } : approval)),
  );
}
