import { useInfiniteQuery } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import type { DocumentBody, JobBody } from '../../src/client/client.ts';
import { useConnection } from '../connection.ts';
import { Failed, Loading, Nothing } from '../parts/waiting.tsx';
import { DocumentGrid } from './document-grid.tsx';

const PAGE = 200;
const ROW_PX = 34;

/** The documents in one state, fetched as far as they are looked at. */
export function RowsOfState({
  job,
  state,
}: {
  readonly job: JobBody;
  readonly state: DocumentBody['state'];
}) {
  const { client } = useConnection();
  const scroller = useRef<HTMLDivElement>(null);
  const found = useInfiniteQuery({
    queryKey: ['of-job', job.id, 'documents-of', state],
    queryFn: ({ pageParam }) => client.documents(job.id, { state, after: pageParam, limit: PAGE }),
    initialPageParam: -1,
    getNextPageParam: ({ next_after }) => next_after,
  });
  const documents = found.data?.pages.flatMap((page) => page.documents) ?? [];
  const rows = useVirtualizer({
    count: documents.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
  });
  const items = rows.getVirtualItems();
  const end = (items.at(-1)?.index ?? 0) >= documents.length - 1;
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = found;
  useEffect(() => {
    if (end && hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [end, hasNextPage, isFetchingNextPage, fetchNextPage]);
  if (found.isPending) return <Loading what="documents" />;
  if (found.isError) return <Failed error={found.error} what="The documents" again={found.refetch} />;
  if (documents.length === 0) return <Nothing title="No document is in this state" />;
  return (
    <DocumentGrid
      scroller={scroller}
      total={job.documents[state]}
      heightPx={rows.getTotalSize()}
      rows={items.map(({ index, start }) => ({ index, start, document: documents[index] }))}
    />
  );
}
