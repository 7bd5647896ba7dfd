import type { InfiniteData } from '@tanstack/react-query';
import type { JobBody, JobListBody, ServerEvent } from '../../src/client/client.ts';

/** The pages of the list that were asked for, newest jobs first. */
export type JobPages = InfiniteData<JobListBody, string | null>;

/** The list after an event of its stream; the same object when the event says nothing new of what is shown. */
export function applyToList(list: JobPages, { event, data }: ServerEvent): JobPages {
  const [first, ...earlier] = list.pages;
  if (first === undefined) return list;
  const withFirst = (page: JobListBody): JobPages => ({ ...list, pages: [page, ...earlier] });
  switch (event) {
    case 'snapshot': {
      const page = data as JobListBody;
      // What was pushed off the first page is still shown with it, until the list is asked for again.
      const since = page.jobs.at(-1)?.created_at ?? '';
      const pushedOff = page.next_before === null ? [] : first.jobs.filter((job) => job.created_at < since);
      return withFirst({
        jobs: [...page.jobs, ...pushedOff],
        next_before: pushedOff.length > 0 ? first.next_before : page.next_before,
      });
    }
    case 'job': {
      const job = data as JobBody;
      const isJob = ({ id }: JobBody): boolean => id === job.id;
      if (list.pages.some(({ jobs }) => jobs.some(isJob))) {
        const pages = list.pages.map((page) =>
          page.jobs.some(isJob) ? { ...page, jobs: page.jobs.map((one) => (isJob(one) ? job : one)) } : page,
        );
        return { ...list, pages };
      }
      return withNew(list, job);
    }
    case 'removed': {
      const { id } = data as { readonly id: string };
      if (!list.pages.some(({ jobs }) => jobs.some((job) => job.id === id))) return list;
      return {
        ...list,
        pages: list.pages.map((page) => ({ ...page, jobs: page.jobs.filter((job) => job.id !== id) })),
      };
    }
    default:
      return list;
  }
}

/**
 * Puts a job that is not shown where its age has it: of several that were given at once, a later one may be heard of
 * first. One of a page that was not asked for changes nothing.
 */
function withNew(list: JobPages, job: JobBody): JobPages {
  const isEarlier = (one: JobBody): boolean => one.created_at <= job.created_at;
  const place = list.pages.findIndex(({ jobs, next_before: next }) => jobs.some(isEarlier) || next === null);
  if (place < 0) return list;
  const pages = list.pages.map((page, index) => {
    if (index !== place) return page;
    const at = page.jobs.findIndex(isEarlier);
    return { ...page, jobs: page.jobs.toSpliced(at < 0 ? page.jobs.length : at, 0, job) };
  });
  return { ...list, pages };
}
