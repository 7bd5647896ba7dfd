import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useLocation, useSearchParams } from 'wouter';
import type { JobBody } from '../../src/client/client.ts';
import { count, dollars, plural } from '../../src/domain/wording.ts';
import { useConnection } from '../connection.ts';
import { Approval } from '../courses/approval.tsx';
import { CourseLink } from '../courses/course-link.tsx';
import { nextToReview } from '../document/next-to-review.ts';
import { compact, duration, label, moment } from '../format.ts';
import { tell, tellError } from '../parts/notices.tsx';
import { State } from '../parts/state.tsx';
import { useTitle } from '../parts/use-title.ts';
import { Failed, Loading } from '../parts/waiting.tsx';
import { ActiveDocuments } from './active-documents.tsx';
import { BudgetForm } from './budget-form.tsx';
import { DocumentsTable } from './documents-table.tsx';
import { Exports } from './exports.tsx';
import { FeedCharts } from './feed-charts.tsx';
import { HeatMap } from './heat-map.tsx';
import { nameOf } from './jobs-page.tsx';
import { LanesInTrouble } from './lanes-in-trouble.tsx';
import { RowsTable } from './rows-table.tsx';
import { useJob } from './use-job.ts';
import { useTables } from './use-tables.ts';

/** A job: how far it is, what it costs, its documents and what was found in them. */
export function JobPage({ jobId }: { readonly jobId: string }) {
  const { job, feed, goesOn } = useJob(jobId);
  const [search, setSearch] = useSearchParams();
  const tables = useTables(job.data?.recipe.name);
  const tab = search.get('tab') ?? 'documents';
  useTitle(job.data && nameOf(job.data));
  if (job.isPending) return <Loading what="the job" lines={8} />;
  if (job.isError) return <Failed error={job.error} what="The job" whole again={job.refetch} />;
  const { data } = job;
  const tabs = ['documents', ...tables.map(({ name }) => name)];
  return (
    <div className="job">
      <header className="job-head">
        <p className="crumbs">
          <Link href="/">Jobs</Link>
        </p>
        <h1>{nameOf(data)}</h1>
        <State state={data.state} />
        <Controls job={data} />
      </header>
      {data.problem && data.problem.code !== 'paused' ? (
        <p className="banner" data-tone={data.state === 'failed' ? 'bad' : 'look'}>
          {SAID_HERE[data.problem.code] ?? data.problem.detail}
          {data.parked_until ? ` It goes on by itself at ${moment(data.parked_until)}.` : ''}
        </p>
      ) : null}
      {isOutOfBudget(data) ? <BudgetForm key={data.budget_micros} job={data} /> : null}
      {goesOn ? <LanesInTrouble lanes={feed.lanes} /> : null}
      {data.problem?.code === 'approval-needed' ? <Approval jobId={data.id} /> : null}
      <CourseLink job={data} />
      <Facts job={data} />
      <div className="job-now">
        <HeatMap job={data} />
        {goesOn || feed.documents > 0 ? <FeedCharts feed={feed} /> : null}
      </div>
      {goesOn ? <ActiveDocuments active={feed.active} /> : null}
      <div className="tabs-row">
        <div className="tabs" role="tablist" aria-label="Results">
          {tabs.map((name) => (
            <button
              key={name}
              type="button"
              role="tab"
              id={`tab-${name}`}
              aria-selected={name === tab}
              aria-controls="results"
              onClick={() => setSearch({ tab: name }, { replace: true })}
            >
              {label(name)}
            </button>
          ))}
        </div>
        <Exports job={data} tables={tables.map(({ name }) => name)} />
      </div>
      <div role="tabpanel" id="results" aria-labelledby={`tab-${tab}`}>
        {tab === 'documents' ? <DocumentsTable job={data} /> : <RowsTable key={tab} job={data} table={tab} />}
      </div>
    </div>
  );
}

function Facts({ job }: { readonly job: JobBody }) {
  const { documents, usage, budget_micros: budget } = job;
  const tokens = usage.input_tokens + usage.output_tokens;
  const facts: readonly (readonly [string, string])[] = [
    [
      'Documents',
      `${count(documents.ended)} of ${count(documents.total)}${job.listed ? '' : ' and more to come'}`,
    ],
    ['To review', count(documents.needs_review)],
    ['Failed', count(documents.failed)],
    ...(documents.partial === 0 ? [] : [['Partial', count(documents.partial)] as const]),
    ['Model calls', usage.calls === 0 ? 'None' : `${count(usage.calls)}, ${compact(tokens)} tokens`],
    ['Cost', `${dollars(usage.cost_micros)}${budget === null ? '' : ` of ${dollars(budget)}`}`],
    timeOf(job),
    ['Recipe', `${job.recipe.name}, ${job.route}`],
    ...(job.queue_position === null
      ? []
      : [['Queue', `${plural(job.queue_position, 'job')} before it`] as const]),
    ...(job.expires_at === null ? [] : [['Kept until', moment(job.expires_at)] as const]),
  ];
  return (
    <dl className="facts job-facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Why a job stands still, where it is put right on this very page. */
const SAID_HERE: Readonly<Record<string, string>> = {
  'approval-needed': 'It waits for your approval: look at it, change it if need be, and let it go on.',
  'budget-reached':
    'Its budget has no room for the next model call. What is done is kept; a higher budget lets it go on.',
};

/** Resumed as it is, such a job would stop again at once. */
function isOutOfBudget({ state, problem }: JobBody): boolean {
  return state === 'paused' && problem?.code === 'budget-reached';
}

/** How long it took or has taken; of a job that stands still, when it began. */
function timeOf({ started_at: started, ended_at: ended, state }: JobBody): readonly [string, string] {
  if (started === null) return ['Time', 'Not started'];
  if (ended === null && state === 'paused') return ['Started', moment(started)];
  return ['Time', duration((ended === null ? Date.now() : Date.parse(ended)) - Date.parse(started))];
}

type Action = 'pause' | 'resume' | 'cancel' | 'retry' | 'remove';

function Controls({ job }: { readonly job: JobBody }) {
  const { client } = useConnection();
  const queries = useQueryClient();
  const [, go] = useLocation();
  const act = useMutation({
    async mutationFn(action: Action): Promise<JobBody | null> {
      if (action === 'remove') {
        await client.remove(job.id);
        return null;
      }
      if (action === 'retry') return (await client.retry(job.id)).job;
      return client[action](job.id);
    },
    onSuccess(after) {
      if (after === null) {
        queries.removeQueries({ queryKey: ['job', job.id] });
        tell('The job and its files are removed');
        go('/');
      } else queries.setQueryData(['job', job.id], after);
    },
    onError: tellError,
  });
  const { documents, state } = job;
  const again = documents.failed + documents.partial + documents.cancelled;
  const ended = job.ended_at !== null;
  const review = () => {
    nextToReview(job.id).then((id) => {
      if (id !== null) go(`/documents/${id}`);
    }, tellError);
  };
  const offered: readonly (readonly [Action, string, boolean])[] = [
    ['pause', 'Pause', state === 'running' || state === 'queued'],
    [
      'resume',
      'Resume',
      state === 'paused' && job.problem?.code !== 'approval-needed' && !isOutOfBudget(job),
    ],
    ['retry', `Retry ${plural(again, 'document')}`, ended && again > 0],
    ['cancel', 'Cancel', !ended && state !== 'cancelling'],
    ['remove', 'Remove', ended],
  ];
  return (
    <div className="actions">
      {documents.needs_review > 0 ? (
        <button type="button" className="primary" onClick={review}>
          Review {plural(documents.needs_review, 'document')}
        </button>
      ) : null}
      {offered
        .filter(([, , shown]) => shown)
        .map(([action, text]) => (
          <button
            key={action}
            type="button"
            disabled={act.isPending}
            onClick={() => {
              const sure =
                action !== 'remove' ||
                window.confirm('Remove the job with its files and everything found in them?');
              if (sure) act.mutate(action);
            }}
          >
            {text}
          </button>
        ))}
    </div>
  );
}
