import { expect } from 'vitest';
import { expectProblem, newJob, type StoreCases } from './case.contract.ts';

/** What a store promises about derived data, files at providers, and about itself. */
export const KEPT_CASES: StoreCases = {
  'keeps derived bytes, the last ones for a key': async (store) => {
    expect(await store.getDerived('k')).toBeNull();
    const all = Uint8Array.from({ length: 256 }, (_, index) => index);
    await store.putDerived('k', all);
    expect([...(await store.getDerived('k'))!]).toEqual([...all]);
    await store.putDerived('k', new Uint8Array(0));
    expect([...(await store.getDerived('k'))!]).toEqual([]);
  },
  'keeps the bytes of a view, not of what lies around it, and leaves them to the caller': async (store) => {
    const around = new Uint8Array([1, 2, 3, 4, 5]);
    const view = around.subarray(1, 3);
    await store.putDerived('k', view);
    expect([...(await store.getDerived('k'))!]).toEqual([2, 3]);
    expect([...around]).toEqual([1, 2, 3, 4, 5]);
  },
  'keeps files at providers until their end is confirmed': async (store, { connect }) => {
    const { remoteFiles } = await connect({ owner: 'ended process' });
    await remoteFiles.begin({ lane: 'one', name: 'b' });
    await remoteFiles.begin({ lane: 'one', name: 'a' });
    await remoteFiles.begin({ lane: 'one', name: 'a' });
    await remoteFiles.begin({ lane: 'two', name: 'a' });
    await remoteFiles.end({ lane: 'one', name: 'b' });
    await remoteFiles.end({ lane: 'one', name: 'unknown' });
    expect(await store.remoteFiles.left('one')).toEqual([{ lane: 'one', name: 'a' }]);
    expect(await store.remoteFiles.left('two')).toEqual([{ lane: 'two', name: 'a' }]);
    expect(await store.remoteFiles.left('three')).toEqual([]);
    await store.remoteFiles.end({ lane: 'one', name: 'a' });
    expect(await remoteFiles.left('one')).toEqual([]);
  },
  'leaves files at providers to the process that uses them while it runs': async (store, { connect }) => {
    const running = await connect();
    const ended = await connect({ owner: 'ended process' });
    await running.remoteFiles.begin({ lane: 'one', name: 'in use' });
    await ended.remoteFiles.begin({ lane: 'one', name: 'left behind' });
    await ended.remoteFiles.begin({ lane: 'one', name: 'taken over' });
    await running.remoteFiles.begin({ lane: 'one', name: 'taken over' });
    for (const each of [store, running]) {
      expect(await each.remoteFiles.left('one')).toEqual([{ lane: 'one', name: 'left behind' }]);
    }
  },
  'is whole': async (store) => {
    await store.openJob(newJob());
    await store.checkIntegrity();
  },
  'finishes what was called before it closes, and refuses what comes after': async (store, { connect }) => {
    const writes = Promise.all(
      Array.from({ length: 50 }, (_, index) => store.putDerived(`k${index}`, new Uint8Array([index]))),
    );
    await Promise.all([store.close(), store.close()]);
    await writes;
    await expectProblem(store.getDerived('k0'), 'store-unavailable');
    await store.close();
    const other = await connect();
    expect([...(await other.getDerived('k49'))!]).toEqual([49]);
  },
};
