import { expect } from 'vitest';
import type { ApiKey, Review } from '../store.ts';
import {
  answer,
  attempt,
  expectProblem,
  finishNext,
  jobWith,
  newJob,
  resultFor,
  type StoreCases,
} from './case.contract.ts';

const EDIT: Review = {
  atMs: 1_700_000_000_000,
  who: 'Ada',
  action: 'edit',
  path: 'total',
  before: '1699.84',
  after: '1699.48',
};
const CONFIRM: Review = { ...EDIT, action: 'confirm', path: '', before: null, after: null };

const KEY: ApiKey = {
  id: 'one',
  name: 'scanner',
  hash: 'ab'.repeat(32),
  scope: 'write',
  createdMs: 1_700_000_000_000,
  revokedMs: null,
};

const MESSAGE = { jobId: 'job-a', url: 'https://x.test/', secret: 'whsec_x', body: '{"a":"ü"}' };

/** What a store promises to those who work with results: people, keys and webhooks. */
export const SERVICE_CASES: StoreCases = {
  'puts a reviewed result in its place with state, history and counts at once': async (store) => {
    await jobWith(store, 2);
    const document = await finishNext(store, 'job-a', 'needs_review', { review: 'needed' });
    await store.setSinkCursor('job-a', 'csv', { position: 1, files: {} });
    const result = resultFor(document, { review: 'done', data: { total: '1699.48' } });
    await store.reviewDocument(document.id, {
      result,
      state: 'succeeded',
      known: 0,
      entries: [EDIT, CONFIRM],
    });
    expect(await store.getResult(document.id)).toEqual(result);
    expect((await store.getDocument(document.id))!.state).toBe('succeeded');
    expect(await store.listReviews(document.id)).toEqual([EDIT, CONFIRM]);
    expect(await store.countDocuments('job-a')).toMatchObject({ needs_review: 0, succeeded: 1, pending: 1 });
    expect(await store.getSinkCursor('job-a', 'csv')).toBeNull();
    expect(await store.readResults('job-a', { order: 'completion', after: 0, limit: 9 })).toEqual([
      { position: 1, result },
    ]);
  },
  'refuses a review of what someone else has reviewed meanwhile, whole': async (store, { connect }) => {
    await jobWith(store, 1);
    const document = await finishNext(store, 'job-a', 'needs_review', { review: 'needed' });
    const review = { state: 'needs_review' as const, known: 0 };
    const first = resultFor(document, { data: { total: '1' } });
    await (await connect()).reviewDocument(document.id, { ...review, result: first, entries: [EDIT] });
    await expectProblem(
      store.reviewDocument(document.id, {
        ...review,
        state: 'succeeded',
        result: resultFor(document),
        entries: [CONFIRM],
      }),
      'conflict',
    );
    expect(await store.getResult(document.id)).toEqual(first);
    expect((await store.getDocument(document.id))!.state).toBe('needs_review');
    expect(await store.listReviews(document.id)).toEqual([EDIT]);
  },
  'refuses a review of a document that is unknown or has no result': async (store) => {
    await jobWith(store, 1);
    const [document] = await store.listDocuments('job-a', { limit: 1 });
    const review = { result: resultFor(document!), state: 'succeeded' as const, known: 0, entries: [EDIT] };
    await expectProblem(store.reviewDocument('nobody', review), 'document-not-found');
    await expectProblem(store.reviewDocument(document!.id, review), 'conflict');
    expect(await store.listReviews(document!.id)).toEqual([]);
  },
  'removes a job with all that is its own, and nothing else': async (store) => {
    await jobWith(store, 2);
    await jobWith(store, 1, 'job-b');
    const document = await finishNext(store, 'job-a');
    await finishNext(store, 'job-b');
    await store.saveAnswer(answer('q'), attempt('q', document.id));
    await store.setSinkCursor('job-a', 'csv', { position: 1, files: {} });
    await store.messages.add({ id: 'm', nextMs: 5, ...MESSAGE });
    await store.reviewDocument(document.id, {
      result: resultFor(document),
      state: 'succeeded',
      known: 0,
      entries: [CONFIRM],
    });
    await expectProblem(store.deleteJob('job-a'), 'conflict');
    await store.setJobState('job-a', 'running');
    await expectProblem(store.deleteJob('job-a'), 'conflict');
    await store.setJobState('job-a', 'completed');
    expect(await store.deleteJob('job-a')).toBe(true);
    expect(await store.deleteJob('job-a')).toBe(false);
    expect(await store.getJob('job-a')).toBeNull();
    expect(await store.getDocument(document.id)).toBeNull();
    expect(await store.getResult(document.id)).toBeNull();
    expect(await store.listReviews(document.id)).toEqual([]);
    expect(await store.messages.nextMs()).toBeNull();
    expect(await store.findAnswer('q')).not.toBeNull();
    expect(await store.countDocuments('job-b')).toMatchObject({ succeeded: 1 });
    const { created } = await store.openJob(newJob('job-a'));
    expect(created).toBe(true);
    expect(await store.listDocuments('job-a', { limit: 9 })).toEqual([]);
  },
  'keeps keys until they are revoked, and after': async (store, { connect }) => {
    const other = { ...KEY, id: 'two', scope: 'admin' as const, createdMs: KEY.createdMs - 1 };
    await store.keys.add(KEY);
    await store.keys.add(other);
    await expectProblem(store.keys.add({ ...KEY, name: 'again' }), 'conflict');
    expect(await store.keys.get('one')).toEqual(KEY);
    expect(await store.keys.get('three')).toBeNull();
    expect(await store.keys.revoke('one', 7)).toBe(true);
    expect(await store.keys.revoke('one', 8)).toBe(false);
    expect(await store.keys.revoke('three', 8)).toBe(false);
    expect(await (await connect()).keys.list()).toEqual([other, { ...KEY, revokedMs: 7 }]);
  },
  'hands out messages when they are due, until they are done': async (store) => {
    expect(await store.messages.nextMs()).toBeNull();
    expect(await store.messages.add({ id: 'late', nextMs: 30, ...MESSAGE })).toBe(true);
    expect(await store.messages.add({ id: 'soon', nextMs: 10, ...MESSAGE })).toBe(true);
    expect(await store.messages.add({ id: 'soon', nextMs: 5, ...MESSAGE })).toBe(false);
    expect(await store.messages.nextMs()).toBe(10);
    expect(await store.messages.due(9, 9)).toEqual([]);
    const soon = { id: 'soon', ...MESSAGE };
    expect(await store.messages.due(10, 9)).toEqual([{ ...soon, attempts: 0, nextMs: 10 }]);
    await store.messages.tried('soon', 40);
    expect((await store.messages.due(100, 9)).map(({ id, attempts }) => [id, attempts])).toEqual([
      ['late', 0],
      ['soon', 1],
    ]);
    expect((await store.messages.due(100, 1)).map(({ id }) => id)).toEqual(['late']);
    await store.messages.tried('late', null);
    await store.messages.tried('soon', null);
    expect(await store.messages.due(100, 9)).toEqual([]);
  },
};
