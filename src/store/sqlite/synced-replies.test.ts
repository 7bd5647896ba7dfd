import { beforeEach, expect, it } from 'vitest';
import { Problem } from '../../problem/problem.ts';
import type { Reply } from './group-commit.ts';
import { SyncedReplies } from './synced-replies.ts';

let posted: unknown[];
let syncs: ((error: unknown) => void)[];
let replies: SyncedReplies;
const group = (...ids: number[]): Reply[] => ids.map((id) => ({ id, value: 'done' }));

beforeEach(() => {
  posted = [];
  syncs = [];
  replies = new SyncedReplies({
    sync: (done) => syncs.push(done),
    post: (some) => posted.push(some.map((reply) => ('problem' in reply ? `failed ${reply.id}` : reply.id))),
    failed: ({ id }) => ({ id, problem: new Problem('disk-full', { detail: 'No space' }).toJSON() }),
  });
});

it('posts what was written only after a sync that began after it', () => {
  replies.add(group(1, 2), true);
  replies.add(group(3), true);
  replies.add(group(4), true);
  expect(posted).toEqual([]);
  syncs.shift()!(null);
  // The sync that ended had begun before these were written.
  expect(posted).toEqual([[1, 2]]);
  syncs.shift()!(null);
  expect(posted).toEqual([[1, 2], [3], [4]]);
  expect(syncs).toHaveLength(0);
});

it('posts what was only looked up at once, but not past what is not on the disk yet', () => {
  replies.add(group(1), false);
  expect(posted).toEqual([[1]]);
  replies.add(group(2), true);
  replies.add(group(3), false);
  expect(posted).toEqual([[1]]);
  syncs.shift()!(null);
  syncs.shift()!(null);
  expect(posted).toEqual([[1], [2], [3]]);
});

it('says that what could not be synced failed, and goes on', () => {
  replies.add(group(1), true);
  replies.add(group(2), true);
  let isIdle = false;
  replies.whenIdle(() => {
    isIdle = true;
  });
  syncs.shift()!(new Error('the disk'));
  expect([posted, isIdle]).toEqual([[['failed 1']], false]);
  syncs.shift()!(null);
  expect([posted, isIdle]).toEqual([[['failed 1'], [2]], true]);
});
