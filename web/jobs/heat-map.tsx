import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type MouseEvent, type RefObject, useEffect, useMemo, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import type { DocumentBody, JobBody, SurveyBody } from '../../src/client/client.ts';
import { count, plural } from '../../src/domain/wording.ts';
import { useConnection } from '../connection.ts';
import { tellError } from '../parts/notices.tsx';
import { inState, TONES } from '../parts/state.tsx';

/** Rows of cells that a glance can take in; all are in sight, so that none is taken for the last. */
const MOST_ROWS = 12;
/** A cell with the gap beside it, as the style sheet has it. */
const CELL_PX = 15;
/** Of several documents in one cell, what needs a person is seen first. */
const FIRST: readonly DocumentBody['state'][] = [
  'failed',
  'partial',
  'needs_review',
  'running',
  'waiting',
  'pending',
  'cancelled',
  'skipped',
  'succeeded',
];

/** Every document as a cell, in their order; of large jobs, a cell for several. */
export function HeatMap({ job }: { readonly job: JobBody }) {
  const { client } = useConnection();
  const [, go] = useLocation();
  const { total } = job.documents;
  const place = useRef<HTMLElement>(null);
  const columns = useColumns(place);
  const groupSize = Math.max(1, Math.ceil(total / (Math.max(1, columns) * MOST_ROWS)));
  const survey = useQuery({
    queryKey: ['of-job', job.id, 'survey', groupSize],
    queryFn: () => client.survey(job.id, groupSize),
    placeholderData: keepPreviousData,
    enabled: total > 0 && columns > 0,
  });
  const cells = useMemo(() => (survey.data?.groups ?? []).map(cellOf), [survey.data]);
  const open = (event: MouseEvent) => {
    const at = (event.target as HTMLElement).dataset.at;
    if (at === undefined) return;
    if (groupSize > 1) {
      go(`/jobs/${job.id}?tab=documents&from=${Number(at) * groupSize}`);
      return;
    }
    client.documents(job.id, { after: Number(at) - 1, limit: 1 }).then(({ documents: [document] }) => {
      if (document) go(`/documents/${document.id}`);
    }, tellError);
  };
  const summary = FIRST.filter((state) => job.documents[state] > 0).map(
    (state) => [state, job.documents[state]] as const,
  );
  return (
    <section className="heat" aria-label="Documents by state" ref={place} hidden={total === 0}>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the table below opens every document by keyboard */}
      <div
        className="cells"
        role="img"
        aria-label={summary.map(([state, number]) => inState(state, number)).join(', ')}
        onClick={open}
      >
        {cells.map(({ tone, title }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its place
          <i key={index} data-at={index} data-tone={tone} title={title} />
        ))}
      </div>
      <p className="legend">
        {summary.map(([state, number]) => (
          <span key={state} className="state" data-tone={TONES[state]}>
            <i aria-hidden="true" />
            {inState(state, number)}
          </span>
        ))}
        {groupSize > 1 && columns > 0 ? (
          <span className="muted">a cell is {plural(groupSize, 'document')}</span>
        ) : null}
      </p>
      {survey.data && survey.data.failures.length > 0 ? (
        <p className="failures">
          {survey.data.failures.map(({ code, documents }) => (
            <span key={code}>
              {count(documents)} × <code>{code}</code>
            </span>
          ))}
        </p>
      ) : null}
    </section>
  );
}

/** Cells that fit beside one another; 0 until it is known. */
function useColumns(place: RefObject<HTMLElement | null>): number {
  const [columns, setColumns] = useState(0);
  useEffect(() => {
    const element = place.current!;
    const watch = new ResizeObserver(([entry]) =>
      setColumns(Math.max(1, Math.floor((entry!.contentRect.width + 2) / CELL_PX))),
    );
    watch.observe(element);
    return () => watch.disconnect();
  }, [place]);
  return columns;
}

function cellOf(group: SurveyBody['groups'][number], index: number) {
  const state = FIRST.find((one) => (group[one] ?? 0) > 0) ?? 'pending';
  const title = FIRST.flatMap((one) => (group[one] ? [inState(one, group[one])] : []));
  return { tone: TONES[state], title: `${index + 1}: ${title.join(', ')}` };
}
