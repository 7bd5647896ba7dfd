import { expect } from 'vitest';
import { DOCUMENT_STATES, isFinalDocumentState, NO_DOCUMENTS } from '../../domain/states.ts';
import { Problem } from '../../problem/problem.ts';
import type { Store } from '../store.ts';
import {
  expectProblem,
  finishNext,
  hash,
  items,
  jobWith,
  resultFor,
  type StoreCases,
} from './case.contract.ts';

const read = async (store: Store, order: 'document' | 'completion', after = 0, limit = 100) => {
  const results = await store.readResults('job-a', { order, after, limit });
  return results.map(({ position, result }) => `${position} ${result.document.name}`);
};

/** What a store promises about results and how far sinks are. */
export const RESULT_CASES: StoreCases = {
  'commits state and result together, each as it was given': async (store) => {
    await jobWith(store, 1);
    const [document] = await store.claimDocuments('job-a', 1);
    const problem = new Problem('pdf-encrypted', { detail: 'It needs a password' }).toJSON();
    const result = resultFor(document!, { status: 'failed', problem });
    await store.finishDocument(document!.id, 'failed', result);
    expect(await store.getResult(document!.id)).toEqual(result);
    expect(await store.getDocument(document!.id)).toMatchObject({
      state: 'failed',
      sha256: hash(0),
      problem,
    });
    expect(await store.countDocuments('job-a')).toEqual({ ...NO_DOCUMENTS, failed: 1 });
  },
  'takes a result for every final state': async (store) => {
    const states = DOCUMENT_STATES.filter(isFinalDocumentState);
    await jobWith(store, states.length);
    for (const state of states) await finishNext(store, 'job-a', state);
    expect(await read(store, 'document')).toHaveLength(states.length);
  },
  'keeps the hash it has when the result has none': async (store) => {
    await jobWith(store, 1);
    const [document] = await store.claimDocuments('job-a', 1);
    await store.setDocumentHash(document!.id, hash(9));
    const result = resultFor(document!);
    await store.finishDocument(document!.id, 'failed', {
      ...result,
      document: { ...result.document, sha256: '' },
    });
    expect((await store.getDocument(document!.id))!.sha256).toBe(hash(9));
  },
  'finishes a document once': async (store) => {
    await jobWith(store, 2);
    const [document, cancelled] = await store.claimDocuments('job-a', 2);
    await store.finishDocument(document!.id, 'succeeded', resultFor(document!));
    await expectProblem(store.finishDocument(document!.id, 'failed', resultFor(document!)), 'conflict');
    await store.cancelDocuments('job-a');
    await expectProblem(store.finishDocument(cancelled!.id, 'succeeded', resultFor(cancelled!)), 'conflict');
    expect(await store.getResult(cancelled!.id)).toBeNull();
    expect(await store.countDocuments('job-a')).toEqual({ ...NO_DOCUMENTS, succeeded: 1, cancelled: 1 });
    expect(await read(store, 'completion')).toEqual(['1 file-0.pdf']);
  },
  'refuses to finish a document as something that is not final, and one it does not know': async (store) => {
    await jobWith(store, 1);
    const [document] = await store.claimDocuments('job-a', 1);
    await expectProblem(store.finishDocument(document!.id, 'waiting', resultFor(document!)), 'conflict');
    await expectProblem(
      store.finishDocument('nobody', 'succeeded', resultFor(document!)),
      'document-not-found',
    );
    expect(await read(store, 'completion')).toEqual([]);
  },
  'lets no failing call take down those beside it': async (store) => {
    await jobWith(store, 3);
    const claimed = await store.claimDocuments('job-a', 3);
    const outcomes = await Promise.allSettled([
      ...claimed.map((document) => store.finishDocument(document.id, 'succeeded', resultFor(document))),
      store.finishDocument('nobody', 'succeeded', resultFor(claimed[0]!)),
      store.setDocumentHash('nobody', hash(1)),
      store.countDocuments('job-a'),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual([
      ...['fulfilled', 'fulfilled', 'fulfilled'],
      ...['rejected', 'rejected', 'fulfilled'],
    ]);
    // Which of those that were called together is committed first is nobody's promise.
    const read = await store.readResults('job-a', { order: 'completion', after: 0, limit: 9 });
    expect(read.map(({ position }) => position)).toEqual([1, 2, 3]);
    const names = read.map(({ result }) => result.document.name);
    expect(names.toSorted()).toEqual(['file-0.pdf', 'file-1.pdf', 'file-2.pdf']);
  },
  'answers null where there is no result': async (store) => {
    await jobWith(store, 1);
    const [document] = await store.claimDocuments('job-a', 1);
    expect(await store.getResult(document!.id)).toBeNull();
    expect(await store.getResult('nobody')).toBeNull();
  },
  'reads in the order of completion': async (store) => {
    await jobWith(store, 4);
    const claimed = await store.claimDocuments('job-a', 4);
    for (const ordinal of [2, 0, 3]) {
      await store.finishDocument(claimed[ordinal]!.id, 'succeeded', resultFor(claimed[ordinal]!));
    }
    expect(await read(store, 'completion')).toEqual(['1 file-2.pdf', '2 file-0.pdf', '3 file-3.pdf']);
    expect(await read(store, 'completion', 1, 1)).toEqual(['2 file-0.pdf']);
    expect(await read(store, 'completion', 3)).toEqual([]);
  },
  'reads in the order of documents up to the first that is not final': async (store) => {
    await jobWith(store, 4);
    const claimed = await store.claimDocuments('job-a', 3);
    const finish = (ordinal: number) =>
      store.finishDocument(claimed[ordinal]!.id, 'succeeded', resultFor(claimed[ordinal]!));
    await finish(1);
    expect(await read(store, 'document')).toEqual([]);
    await finish(0);
    expect(await read(store, 'document')).toEqual(['1 file-0.pdf', '2 file-1.pdf']);
    await finish(2);
    expect(await read(store, 'document', 1)).toEqual(['2 file-1.pdf', '3 file-2.pdf']);
    expect(await read(store, 'document', 1, 1)).toEqual(['2 file-1.pdf']);
    // The last one is still pending.
    expect(await read(store, 'document', 3)).toEqual([]);
  },
  'leaves gaps where documents were cancelled': async (store) => {
    await jobWith(store, 3);
    const claimed = await store.claimDocuments('job-a', 3);
    for (const ordinal of [0, 2]) {
      await store.finishDocument(claimed[ordinal]!.id, 'succeeded', resultFor(claimed[ordinal]!));
    }
    await store.cancelDocuments('job-a');
    expect(await read(store, 'document')).toEqual(['1 file-0.pdf', '3 file-2.pdf']);
  },
  'gives a result that was made again a later position, never an old one': async (store) => {
    await jobWith(store, 2);
    await finishNext(store, 'job-a', 'failed');
    await finishNext(store, 'job-a', 'failed');
    await store.retryDocuments('job-a', ['failed']);
    expect(await read(store, 'completion')).toEqual([]);
    expect(await read(store, 'document')).toEqual([]);
    await finishNext(store, 'job-a');
    expect(await read(store, 'completion', 2)).toEqual(['3 file-0.pdf']);
    expect(await read(store, 'document')).toEqual(['1 file-0.pdf']);
  },
  'reads many results in pages, each once': async (store) => {
    await jobWith(store, 25);
    const claimed = await store.claimDocuments('job-a', 25);
    await Promise.all(claimed.map((each) => store.finishDocument(each.id, 'succeeded', resultFor(each))));
    for (const order of ['document', 'completion'] as const) {
      const positions: number[] = [];
      for (let after = 0; ; after = positions.at(-1)!) {
        const page = await store.readResults('job-a', { order, after, limit: 7 });
        if (page.length === 0) break;
        positions.push(...page.map(({ position }) => position));
      }
      expect(positions).toEqual(Array.from({ length: 25 }, (_, index) => index + 1));
    }
  },
  'finds the first good result of the same bytes in the same job': async (store) => {
    await jobWith(store, 5);
    const same = (more: object = {}) => ({
      document: { id: 'x', name: 'x', sha256: hash(42), pages: 1, bytes: 1 },
      ...more,
    });
    expect(await store.findResultByHash('job-a', hash(42))).toBeNull();
    await finishNext(store, 'job-a', 'failed', same({ status: 'failed', data: null }));
    await finishNext(store, 'job-a', 'partial', same({ status: 'partial' }));
    const [running] = await store.claimDocuments('job-a', 1);
    await store.setDocumentHash(running!.id, hash(42));
    expect(await store.findResultByHash('job-a', hash(42))).toBeNull();
    await finishNext(store, 'job-a', 'needs_review', same({ data: 'first' }));
    await finishNext(store, 'job-a', 'succeeded', same({ data: 'second' }));
    expect((await store.findResultByHash('job-a', hash(42)))?.data).toBe('first');
    await jobWith(store, 1, 'job-b');
    expect(await store.findResultByHash('job-b', hash(42))).toBeNull();
    await store.retryDocuments('job-a', ['needs_review']);
    expect((await store.findResultByHash('job-a', hash(42)))?.data).toBe('second');
  },
  'keeps how far each sink is': async (store) => {
    await jobWith(store, 1, 'job-a');
    await jobWith(store, 1, 'job-b');
    expect(await store.getSinkCursor('job-a', 'csv')).toBeNull();
    const cursor = { position: 3, files: { '/out/a.csv': 120, '/out/ü.csv': 0 } };
    await store.setSinkCursor('job-a', 'csv', { position: 1, files: {} });
    await store.setSinkCursor('job-a', 'csv', cursor);
    await store.setSinkCursor('job-a', 'jsonl', { position: 9, files: {} });
    expect(await store.getSinkCursor('job-a', 'csv')).toEqual(cursor);
    expect(await store.getSinkCursor('job-b', 'csv')).toBeNull();
  },
  'moves the cursor of a sink only where there is one': async (store) => {
    await jobWith(store, 1);
    expect(await store.moveSinkCursor('job-a', 'csv', { position: 1, files: {} })).toBe(false);
    expect(await store.getSinkCursor('job-a', 'csv')).toBeNull();
    await store.setSinkCursor('job-a', 'csv', { position: 0, files: {} });
    const cursor = { position: 1, files: { '/out/a.csv': 10 } };
    expect(await store.moveSinkCursor('job-a', 'csv', cursor)).toBe(true);
    expect(await store.getSinkCursor('job-a', 'csv')).toEqual(cursor);
    expect(await store.moveSinkCursor('job-b', 'csv', cursor)).toBe(false);
  },
  'drops the cursors of a job whose documents are set back to work, and of no other': async (store) => {
    const cursor = { position: 1, files: { '/out/a.csv': 10 } };
    const cursors = () =>
      Promise.all(['job-a', 'job-b'].map(async (id) => (await store.getSinkCursor(id, 'csv')) !== null));
    for (const id of ['job-a', 'job-b']) {
      await jobWith(store, 2, id);
      await finishNext(store, id, 'failed');
      await store.setSinkCursor(id, 'csv', cursor);
    }
    expect(await store.retryDocuments('job-a', ['partial'])).toBe(0);
    expect((await store.addDocuments('job-a', items(3))).changed).toBe(0);
    expect(await cursors()).toEqual([true, true]);
    expect(await store.retryDocuments('job-a', ['failed'])).toBe(1);
    expect(await cursors()).toEqual([false, true]);
    expect((await store.addDocuments('job-b', [{ ...items(1)[0]!, bytes: 1 }])).changed).toBe(1);
    expect(await cursors()).toEqual([false, false]);
    expect(await store.moveSinkCursor('job-b', 'csv', cursor)).toBe(false);
  },
  'keeps a large result whole': async (store) => {
    await jobWith(store, 1);
    const data = { text: 'x'.repeat(3_000_000) };
    const document = await finishNext(store, 'job-a', 'succeeded', { data });
    expect((await store.getResult(document.id))!.data).toEqual(data);
    expect((await store.addDocuments('job-a', items(1))).changed).toBe(0);
  },
};
