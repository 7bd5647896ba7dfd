import { useEffect, useState } from 'react';
import { Link } from 'wouter';
import type { JobBody } from '../../src/client/client.ts';
import { count, dollars, plural } from '../../src/domain/wording.ts';
import { ago } from '../format.ts';
import { State } from '../parts/state.tsx';
import { Failed, Loading, Nothing } from '../parts/waiting.tsx';
import { whyFailed } from '../parts/why-failed.ts';
import { NewJob } from '../upload/new-job.tsx';
import { StateBar } from './state-bar.tsx';
import { useJobList } from './use-job-list.ts';

/** What was given to the server, newest first, and where more is given. */
export function JobsPage() {
  const jobs = useJobList();
  const nowMs = useNow();
  const list = jobs.data?.pages.flatMap((page) => page.jobs) ?? [];
  return (
    <div className="work">
      <h1 className="visually-hidden">Jobs</h1>
      <NewJob />
      <section aria-label="Jobs">
        {jobs.isPending ? <Loading what="jobs" /> : null}
        {jobs.isError && list.length === 0 ? (
          <Failed error={jobs.error} what="The list of jobs" again={jobs.refetch} />
        ) : null}
        {jobs.isSuccess && list.length === 0 ? (
          <Nothing title="No jobs yet">
            <p>Drop a bill above: it is read in seconds, and what was found is shown beside the page.</p>
          </Nothing>
        ) : null}
        {(jobs.isError || jobs.failureReason) && list.length > 0 ? (
          <p className="banner" data-tone="look" role="status">
            {whyFailed(jobs.failureReason ?? jobs.error)}: the list may be out of date, and is asked for again
            every few seconds.
          </p>
        ) : null}
        <ul className="jobs">
          {list.map((job) => (
            <JobRow key={job.id} job={job} nowMs={nowMs} />
          ))}
        </ul>
        {jobs.hasNextPage ? (
          <button type="button" onClick={() => jobs.fetchNextPage()} disabled={jobs.isFetchingNextPage}>
            Earlier jobs
          </button>
        ) : null}
      </section>
    </div>
  );
}

function JobRow({ job, nowMs }: { readonly job: JobBody; readonly nowMs: number }) {
  const { documents, usage } = job;
  return (
    <li>
      <Link href={`/jobs/${job.id}`} className="job-row">
        <span className="job-name">{nameOf(job)}</span>
        <span className="muted job-when">
          {job.recipe.name}, {ago(job.created_at, nowMs)}
        </span>
        <State state={job.state} />
        <StateBar documents={documents} />
        <span className="job-count">
          {count(documents.ended)} of {plural(documents.total, 'document')}
        </span>
        <span className="job-look">
          {documents.needs_review > 0 ? `${count(documents.needs_review)} to review` : ''}
        </span>
        <span className="job-cost">{dollars(usage.cost_micros)}</span>
      </Link>
    </li>
  );
}

/** What a job is called: by its name, or by what is done in it. */
export function nameOf(job: Pick<JobBody, 'name' | 'id' | 'recipe'>): string {
  return job.name ?? `${job.recipe.name} ${job.id.slice(0, 8)}`;
}

/** The time of now, every ten seconds anew. */
function useNow(): number {
  const [nowMs, setNowMs] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), 10_000);
    return () => clearInterval(timer);
  }, []);
  return nowMs;
}
