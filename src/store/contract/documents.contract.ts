import { expect } from 'vitest';
import { DOCUMENT_STATES, type DocumentState, NO_DOCUMENTS } from '../../domain/states.ts';
import { Problem } from '../../problem/problem.ts';
import type { Store } from '../store.ts';
import {
  expectProblem,
  finishNext,
  hash,
  items,
  jobWith,
  newJob,
  resultFor,
  type StoreCases,
} from './case.contract.ts';

const ordinals = (documents: readonly { readonly ordinal: number }[]) =>
  documents.map(({ ordinal }) => ordinal);

/** Counts by state as the listing shows them, to hold the store's own counts against. */
async function countByListing(store: Store, jobId: string) {
  const all = await store.listDocuments(jobId, { limit: 1000 });
  const count = (state: DocumentState) => all.filter((document) => document.state === state).length;
  return Object.fromEntries(DOCUMENT_STATES.map((state) => [state, count(state)]));
}

/** What a store promises about documents. */
export const DOCUMENT_CASES: StoreCases = {
  'adds documents in order and tells how many are new': async (store) => {
    await store.openJob(newJob());
    expect(await store.addDocuments('job-a', items(3))).toEqual({ added: 3, changed: 0 });
    expect(await store.addDocuments('job-a', items(4, 1))).toEqual({ added: 2, changed: 0 });
    const documents = await store.listDocuments('job-a', { limit: 10 });
    expect(documents.map(({ source }) => source)).toEqual(items(5));
    expect(ordinals(documents)).toEqual([0, 1, 2, 3, 4]);
    expect(new Set(documents.map(({ id }) => id)).size).toBe(5);
    expect(documents[0]).toMatchObject({ jobId: 'job-a', state: 'pending', sha256: null, problem: null });
  },
  'adds a document named twice in one call once': async (store) => {
    await store.openJob(newJob());
    expect(await store.addDocuments('job-a', [...items(2), ...items(2)])).toEqual({ added: 2, changed: 0 });
  },
  'keeps the documents of jobs apart': async (store) => {
    await jobWith(store, 2, 'job-a');
    await jobWith(store, 3, 'job-b');
    const both = [...(await store.claimDocuments('job-a', 9)), ...(await store.claimDocuments('job-b', 9))];
    expect(both.map(({ jobId }) => jobId)).toEqual(['job-a', 'job-a', 'job-b', 'job-b', 'job-b']);
    expect(new Set(both.map(({ id }) => id)).size).toBe(5);
    expect(await store.countDocuments('job-a')).toEqual({ ...NO_DOCUMENTS, running: 2 });
  },
  'keeps names of any letters, line ends and no size': async (store) => {
    await store.openJob(newJob());
    const odd = { key: '/in/a\nb "請求書" 🧾.pdf', name: 'a\nb "請求書" 🧾.pdf' };
    await store.addDocuments('job-a', [odd]);
    expect((await store.listDocuments('job-a', { limit: 1 }))[0]!.source).toEqual(odd);
  },
  'keeps parts of a millisecond out': async (store) => {
    await store.openJob(newJob());
    await store.addDocuments('job-a', [{ ...items(1)[0]!, modifiedMs: 1234.75 }]);
    expect(await store.addDocuments('job-a', [{ ...items(1)[0]!, modifiedMs: 1234.25 }])).toEqual({
      added: 0,
      changed: 0,
    });
  },
  'keeps the problem of a document that could not be listed until it can': async (store) => {
    await store.openJob(newJob());
    const problem = new Problem('file-not-found', { detail: 'There is no file /in/file-0.pdf' }).toJSON();
    const [item] = items(1);
    const { key, name } = item!;
    expect(await store.addDocuments('job-a', [{ key, name, problem }])).toEqual({ added: 1, changed: 0 });
    const [claimed] = await store.claimDocuments('job-a', 1);
    expect(claimed!.problem).toEqual(problem);
    await store.finishDocument(claimed!.id, 'failed', resultFor(claimed!, { status: 'failed', data: null }));
    expect(await store.addDocuments('job-a', [{ key, name, problem }])).toEqual({ added: 0, changed: 0 });
    expect(await store.addDocuments('job-a', [item!])).toEqual({ added: 0, changed: 1 });
    expect(await store.getDocument(claimed!.id)).toMatchObject({
      state: 'pending',
      problem: null,
      source: item,
    });
  },
  'sets a changed document back to pending and drops its result': async (store) => {
    await jobWith(store, 3);
    for (let n = 0; n < 3; n++) await finishNext(store, 'job-a');
    const [first, second, third] = items(3);
    const listed = [{ ...first!, bytes: 7 }, second!, { ...third!, modifiedMs: 1_800_000_000_000 }];
    expect(await store.addDocuments('job-a', listed)).toEqual({ added: 0, changed: 2 });
    const documents = await store.listDocuments('job-a', { limit: 9 });
    expect(documents.map(({ state }) => state)).toEqual(['pending', 'succeeded', 'pending']);
    expect(documents[0]).toMatchObject({ source: { bytes: 7 }, sha256: null, ordinal: 0 });
    expect(await store.getResult(documents[0]!.id)).toBeNull();
    expect(await store.getResult(documents[1]!.id)).not.toBeNull();
    expect(await store.countDocuments('job-a')).toEqual({ ...NO_DOCUMENTS, pending: 2, succeeded: 1 });
  },
  'keeps the result of a file that is gone, and of a source that tells no size': async (store) => {
    await jobWith(store, 2);
    for (let n = 0; n < 2; n++) await finishNext(store, 'job-a');
    const [first, second] = items(2).map(({ key, name }) => ({ key, name }));
    const problem = new Problem('file-not-found', { detail: 'It is gone' }).toJSON();
    expect(await store.addDocuments('job-a', [{ ...first!, problem }, second!])).toEqual({
      added: 0,
      changed: 0,
    });
    expect(await store.countDocuments('job-a')).toEqual({ ...NO_DOCUMENTS, succeeded: 2 });
  },
  'leaves a changed document alone while it is worked on, and sees the change afterwards': async (store) => {
    await jobWith(store, 1);
    const [running] = await store.claimDocuments('job-a', 1);
    const changed = [{ ...items(1)[0]!, bytes: 7 }];
    expect(await store.addDocuments('job-a', changed)).toEqual({ added: 0, changed: 0 });
    await store.finishDocument(running!.id, 'succeeded', resultFor(running!));
    expect(await store.addDocuments('job-a', changed)).toEqual({ added: 0, changed: 1 });
  },
  'takes 1,000 documents in one call': async (store) => {
    await store.openJob(newJob());
    expect(await store.addDocuments('job-a', items(1000))).toEqual({ added: 1000, changed: 0 });
    expect(await store.addDocuments('job-a', items(1000))).toEqual({ added: 0, changed: 0 });
    expect((await store.countDocuments('job-a')).pending).toBe(1000);
  },
  'surveys documents in groups by their order, and failures by their cause': async (store) => {
    expect(await store.surveyDocuments('job-a', 4)).toEqual({ groupSize: 4, groups: [], failures: [] });
    await jobWith(store, 10);
    await jobWith(store, 3, 'job-b');
    const problem = (code: 'pdf-damaged' | 'file-empty') => new Problem(code, { detail: 'No' }).toJSON();
    const failed = { status: 'failed', data: null } as const;
    await finishNext(store, 'job-a');
    await finishNext(store, 'job-a', 'failed', { ...failed, problem: problem('file-empty') });
    await finishNext(store, 'job-a', 'failed', { ...failed, problem: problem('pdf-damaged') });
    await finishNext(store, 'job-a', 'needs_review', { review: 'needed' });
    await finishNext(store, 'job-a', 'failed', { ...failed, problem: problem('pdf-damaged') });
    await store.claimDocuments('job-a', 2);
    await finishNext(store, 'job-b', 'failed', { ...failed, problem: problem('file-empty') });
    expect(await store.surveyDocuments('job-a', 4)).toEqual({
      groupSize: 4,
      groups: [
        { succeeded: 1, failed: 2, needs_review: 1 },
        { failed: 1, running: 2, pending: 1 },
        { pending: 2 },
      ],
      failures: [
        { code: 'pdf-damaged', documents: 2 },
        { code: 'file-empty', documents: 1 },
      ],
    });
    // What is tried again has not failed.
    await store.retryDocuments('job-a', ['failed']);
    expect((await store.surveyDocuments('job-a', 100)).failures).toEqual([]);
  },
  'claims in order, up to the limit, each once': async (store) => {
    await jobWith(store, 5);
    const first = await store.claimDocuments('job-a', 2);
    expect(ordinals(first)).toEqual([0, 1]);
    expect(first[0]!.state).toBe('running');
    expect(ordinals(await store.claimDocuments('job-a', 10))).toEqual([2, 3, 4]);
    expect(await store.claimDocuments('job-a', 10)).toEqual([]);
    expect(await store.claimDocuments('nobody', 10)).toEqual([]);
  },
  'gives no document to two connections that claim at once': async (store, { connect }) => {
    await jobWith(store, 60);
    const other = await connect();
    const claims = await Promise.all(
      Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? store : other).claimDocuments('job-a', 2)),
    );
    expect(ordinals(claims.flat()).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 60 }, (_, index) => index),
    );
  },
  'shows one connection what another has committed': async (store, { connect }) => {
    await jobWith(store, 2);
    const other = await connect();
    const [document] = await other.claimDocuments('job-a', 1);
    expect(await store.getDocument(document!.id)).toMatchObject({ state: 'running' });
    await store.finishDocument(document!.id, 'succeeded', resultFor(document!));
    expect(await other.countDocuments('job-a')).toEqual({ ...NO_DOCUMENTS, pending: 1, succeeded: 1 });
  },
  'releases what was being worked on and nothing else': async (store) => {
    await jobWith(store, 4);
    await finishNext(store, 'job-a');
    await store.claimDocuments('job-a', 2);
    expect(await store.releaseDocuments('job-a')).toBe(2);
    expect(await store.releaseDocuments('job-a')).toBe(0);
    expect(await store.countDocuments('job-a')).toEqual({ ...NO_DOCUMENTS, pending: 3, succeeded: 1 });
    expect(ordinals(await store.claimDocuments('job-a', 9))).toEqual([1, 2, 3]);
  },
  'keeps a hash': async (store) => {
    await jobWith(store, 1);
    const [document] = await store.claimDocuments('job-a', 1);
    await store.setDocumentHash(document!.id, hash(7));
    expect((await store.getDocument(document!.id))!.sha256).toBe(hash(7));
    await expectProblem(store.setDocumentHash('nobody', hash(7)), 'document-not-found');
  },
  'answers null for an unknown document': async (store) => {
    expect(await store.getDocument('nobody')).toBeNull();
  },
  'lists by state, in order, page by page': async (store) => {
    await jobWith(store, 8);
    const states: DocumentState[] = ['failed', 'succeeded', 'failed', 'needs_review', 'failed', 'skipped'];
    for (const state of states) await finishNext(store, 'job-a', state);
    const list = (more: object) => store.listDocuments('job-a', { limit: 10, ...more }).then(ordinals);
    expect(await list({})).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(await list({ afterOrdinal: 5 })).toEqual([6, 7]);
    expect(await list({ states: ['failed'] })).toEqual([0, 2, 4]);
    expect(await list({ states: ['needs_review', 'failed', 'failed'], limit: 3 })).toEqual([0, 2, 3]);
    expect(await list({ states: ['needs_review', 'failed'], afterOrdinal: 3 })).toEqual([4]);
    expect(await list({ states: ['cancelled'] })).toEqual([]);
    expect(await list({ states: [] })).toEqual([]);
  },
  'tries again what failed, without its old result and problem': async (store) => {
    await jobWith(store, 3);
    const problem = new Problem('pdf-damaged', { detail: 'It is damaged' }).toJSON();
    const failed = await finishNext(store, 'job-a', 'failed', { status: 'failed', data: null, problem });
    await finishNext(store, 'job-a', 'succeeded');
    await finishNext(store, 'job-a', 'needs_review');
    expect((await store.getDocument(failed.id))!.problem).toEqual(problem);
    expect(await store.retryDocuments('job-a', ['failed', 'needs_review', 'failed'])).toBe(2);
    expect(await store.getDocument(failed.id)).toMatchObject({ state: 'pending', problem: null });
    expect(await store.getResult(failed.id)).toBeNull();
    expect(await store.countDocuments('job-a')).toEqual({ ...NO_DOCUMENTS, pending: 2, succeeded: 1 });
    expect(ordinals(await store.claimDocuments('job-a', 9))).toEqual([0, 2]);
  },
  'refuses to try again what is not final': async (store) => {
    await jobWith(store, 2);
    await store.claimDocuments('job-a', 1);
    await expectProblem(store.retryDocuments('job-a', ['failed', 'running']), 'conflict');
    expect(await store.countDocuments('job-a')).toEqual({ ...NO_DOCUMENTS, pending: 1, running: 1 });
  },
  'cancels what is not final': async (store) => {
    await jobWith(store, 4);
    await finishNext(store, 'job-a');
    await store.claimDocuments('job-a', 1);
    expect(await store.cancelDocuments('job-a')).toBe(3);
    expect(await store.countDocuments('job-a')).toEqual({ ...NO_DOCUMENTS, succeeded: 1, cancelled: 3 });
    expect(await store.claimDocuments('job-a', 9)).toEqual([]);
    expect(await store.retryDocuments('job-a', ['cancelled'])).toBe(3);
  },
  'counts what the listing shows, whatever has happened': async (store) => {
    await jobWith(store, 12);
    const states: DocumentState[] = ['succeeded', 'failed', 'partial', 'needs_review', 'skipped', 'failed'];
    for (const state of states) await finishNext(store, 'job-a', state);
    await store.claimDocuments('job-a', 3);
    await store.addDocuments('job-a', [{ ...items(1)[0]!, bytes: 1 }, ...items(2, 20)]);
    expect(await store.countDocuments('job-a')).toEqual(await countByListing(store, 'job-a'));
    await store.releaseDocuments('job-a');
    await store.retryDocuments('job-a', ['failed', 'partial']);
    expect(await store.countDocuments('job-a')).toEqual(await countByListing(store, 'job-a'));
    await store.cancelDocuments('job-a');
    expect(await store.countDocuments('job-a')).toEqual(await countByListing(store, 'job-a'));
  },
};
