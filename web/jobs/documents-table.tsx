import { keepPreviousData, useQueries } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef } from 'react';
import { useSearchParams } from 'wouter';
import type { DocumentBody, JobBody } from '../../src/client/client.ts';
import { count } from '../../src/domain/wording.ts';
import { useConnection } from '../connection.ts';
import { label } from '../format.ts';
import { Failed, Nothing } from '../parts/waiting.tsx';
import { DocumentGrid } from './document-grid.tsx';
import { RowsOfState } from './rows-of-state.tsx';

/** Documents asked for in one go. */
const CHUNK = 200;
const ROW_PX = 34;
const FILTERS: readonly DocumentBody['state'][] = [
  'needs_review',
  'failed',
  'partial',
  'succeeded',
  'running',
  'pending',
  'cancelled',
  'skipped',
];

/** The documents of a job: only rows in sight are drawn, only chunks in sight are asked for. */
export function DocumentsTable({ job }: { readonly job: JobBody }) {
  const [search, setSearch] = useSearchParams();
  const state = search.get('state') as DocumentBody['state'] | null;
  const choose = (next: string) =>
    setSearch(next === '' ? { tab: 'documents' } : { tab: 'documents', state: next }, { replace: true });
  const { documents } = job;
  return (
    <>
      <div className="filters">
        <label htmlFor="state-filter">Show</label>
        <select id="state-filter" value={state ?? ''} onChange={({ target }) => choose(target.value)}>
          <option value="">All ({count(documents.total)})</option>
          {FILTERS.filter((one) => documents[one] > 0 || one === state).map((one) => (
            <option key={one} value={one}>
              {label(one)} ({count(documents[one])})
            </option>
          ))}
        </select>
      </div>
      {documents.total === 0 ? (
        <Nothing title="No documents yet" />
      ) : state === null ? (
        <AllRows job={job} from={Number(search.get('from') ?? 0)} />
      ) : (
        <RowsOfState key={state} job={job} state={state} />
      )}
    </>
  );
}

function AllRows({ job, from }: { readonly job: JobBody; readonly from: number }) {
  const { client } = useConnection();
  const scroller = useRef<HTMLDivElement>(null);
  const { total } = job.documents;
  const rows = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
  });
  useEffect(() => {
    if (from > 0) rows.scrollToIndex(from, { align: 'start' });
  }, [from, rows]);
  const items = rows.getVirtualItems();
  const first = Math.floor((items[0]?.index ?? 0) / CHUNK);
  const last = Math.floor((items.at(-1)?.index ?? 0) / CHUNK);
  const numbers = useMemo(
    () => Array.from({ length: last - first + 1 }, (_, at) => first + at),
    [first, last],
  );
  const chunks = useQueries({
    queries: numbers.map((number) => ({
      queryKey: ['of-job', job.id, 'documents', number],
      queryFn: () => client.documents(job.id, { after: number * CHUNK - 1, limit: CHUNK }),
      placeholderData: keepPreviousData,
    })),
  });
  const failed = chunks.find(({ isError }) => isError);
  if (failed) return <Failed error={failed.error} what="The documents" again={failed.refetch} />;
  const found = (index: number): DocumentBody | undefined =>
    chunks[Math.floor(index / CHUNK) - first]?.data?.documents[index % CHUNK];
  return (
    <DocumentGrid
      scroller={scroller}
      total={total}
      heightPx={rows.getTotalSize()}
      rows={items.map(({ index, start }) => ({ index, start, document: found(index) }))}
    />
  );
}
