import { expect, it } from 'vitest';
import type { JobBody, JobListBody } from '../../src/client/client.ts';
import { applyToList, type JobPages } from '../../web/jobs/job-list.ts';

const job = (id: string, minute: number | string, ended = 0): JobBody =>
  ({ id, created_at: `2026-11-26T07:${minute}:00.000Z`, documents: { ended } }) as unknown as JobBody;
const page = (jobs: readonly JobBody[], next: string | null = null): JobListBody => ({
  jobs: [...jobs],
  next_before: next,
});
const list: JobPages = {
  pages: [page([job('d', 40), job('c', 30)], '30'), page([job('b', 20), job('a', 10)])],
  pageParams: [null, '30'],
};
const idsOf = ({ pages }: JobPages): string[] => pages.map(({ jobs }) => jobs.map(({ id }) => id).join(''));
const after = (event: string, data: unknown, before = list): JobPages =>
  applyToList(before, { id: null, event, data });

it('shows a new job first, a change where the job stands, and nothing of one that is gone', () => {
  expect(idsOf(after('job', job('e', 50)))).toEqual(['edc', 'ba']);
  const changed = after('job', job('b', 20, 7));
  expect(idsOf(changed)).toEqual(['dc', 'ba']);
  expect(changed.pages[1]?.jobs[0]?.documents.ended).toBe(7);
  expect(idsOf(after('removed', { id: 'c' }))).toEqual(['d', 'ba']);
  // Of no job here, and of something else.
  for (const [event, data] of [
    ['removed', { id: 'x' }],
    ['message', {}],
  ] as const) {
    expect(after(event, data)).toBe(list);
  }
});

it('takes a new first page, and keeps what it pushed off', () => {
  expect(idsOf(after('snapshot', page([job('e', 50), job('d', 40)], '40')))).toEqual(['edc', 'ba']);
  const one: JobPages = { pages: [page([job('b', 20), job('a', 10)])], pageParams: [null] };
  expect(idsOf(after('snapshot', page([job('c', 30), job('b', 20)]), one))).toEqual(['cb']);
});

it('puts a job that is heard of late where its age has it, and none of a page that was not asked for', () => {
  const empty: JobPages = { pages: [page([])], pageParams: [null] };
  const later = after('job', job('c', 30), empty);
  expect(idsOf(after('job', job('b', 20), later))).toEqual(['cb']);
  expect(idsOf(after('job', job('x', 35)))).toEqual(['dxc', 'ba']);
  expect(idsOf(after('job', job('x', 25)))).toEqual(['dc', 'xba']);
  expect(idsOf(after('job', job('0', '05')))).toEqual(['dc', 'ba0']);
  const more: JobPages = { ...list, pages: [list.pages[0]!, { ...list.pages[1]!, next_before: '10' }] };
  expect(after('job', job('0', '05'), more)).toBe(more);
});
