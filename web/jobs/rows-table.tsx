import { useInfiniteQuery } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import { Link } from 'wouter';
import type { JobBody, RowListBody } from '../../src/client/client.ts';
import { count } from '../../src/domain/wording.ts';
import { useConnection } from '../connection.ts';
import { label } from '../format.ts';
import { Failed, Loading, Nothing } from '../parts/waiting.tsx';

const PAGE = 200;
const ROW_PX = 30;
const FIGURE = /^-?[\d.]+$/;
/** Rows that tell how wide columns are. */
const LOOKED_AT = 500;
const LEAST_CH = 6;
const MOST_CH = 32;

/** The rows of one table of the recipe, over all documents. */
export function RowsTable({ job, table }: { readonly job: JobBody; readonly table: string }) {
  const { client } = useConnection();
  const scroller = useRef<HTMLDivElement>(null);
  const [typed, setTyped] = useState('');
  const text = useDeferredValue(typed.trim());
  const found = useInfiniteQuery({
    queryKey: ['of-job', job.id, 'rows', table, text],
    queryFn: ({ pageParam }) =>
      client.rows(job.id, {
        table,
        after: pageParam,
        limit: PAGE,
        order: job.ended_at === null ? 'completion' : 'document',
        ...(text === '' ? {} : { text }),
      }),
    initialPageParam: 0,
    getNextPageParam: ({ next_after }) => next_after,
  });
  const lines = found.data?.pages.flatMap((page) => page.rows) ?? [];
  const rows = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 16,
  });
  const items = rows.getVirtualItems();
  const end = (items.at(-1)?.index ?? -1) >= lines.length - 1;
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = found;
  useEffect(() => {
    if (end && hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [end, hasNextPage, isFetchingNextPage, fetchNextPage]);
  const columns = useMemo(() => columnsOf(found.data?.pages ?? []), [found.data]);
  const template = columns.map(({ ch }) => `minmax(${ch}ch, ${ch}fr)`).join(' ');
  const widthCh = columns.reduce((sum, { ch }) => sum + ch + 2, 4);
  return (
    <>
      <div className="filters">
        <label htmlFor="row-filter">Filter</label>
        <input
          id="row-filter"
          type="search"
          placeholder="Words or figures in a row"
          value={typed}
          onChange={({ target }) => setTyped(target.value)}
        />
        <span className="muted" role="status">
          {found.isSuccess ? `${count(lines.length)}${hasNextPage ? ' and more' : ''} rows` : ''}
        </span>
      </div>
      {found.isPending ? <Loading what="rows" /> : null}
      {found.isError ? <Failed error={found.error} what="The rows" again={found.refetch} /> : null}
      {found.isSuccess && lines.length === 0 && !hasNextPage ? (
        <Nothing title={text === '' ? 'Nothing was found yet' : 'No row has this'} />
      ) : null}
      {lines.length > 0 ? (
        <div className="scroll-x" role="region" aria-label={label(table)}>
          <div
            className="grid rows"
            role="table"
            aria-label={label(table)}
            aria-rowcount={hasNextPage ? -1 : lines.length + 1}
            style={{ minWidth: `${widthCh}ch` }}
          >
            <div role="rowgroup">
              <div className="grid-head" role="row" style={{ gridTemplateColumns: template }}>
                {columns.map(({ name, figures }) => (
                  <span key={name} role="columnheader" className={figures ? 'number' : ''}>
                    {label(name)}
                  </span>
                ))}
              </div>
            </div>
            <div ref={scroller} className="grid-body" role="rowgroup" tabIndex={0} aria-label="Rows">
              <div role="presentation" style={{ height: rows.getTotalSize(), position: 'relative' }}>
                {items.map(({ index, start }) => (
                  <div
                    key={index}
                    role="row"
                    aria-rowindex={index + 2}
                    className="grid-row"
                    style={{ gridTemplateColumns: template, transform: `translateY(${start}px)` }}
                  >
                    {columns.map(({ name, at, figures }) => (
                      <Cell key={name} name={name} figures={figures} row={lines[index]!} at={at} />
                    ))}
                  </div>
                ))}
              </div>
            </div>
          </div>
        </div>
      ) : null}
    </>
  );
}

type Page = RowListBody;
type Line = Page['rows'][number];

function Cell({
  name,
  row,
  at,
  figures,
}: {
  readonly name: string;
  readonly row: Line;
  readonly at: number;
  readonly figures: boolean;
}) {
  const text = String(row.values[at] ?? '');
  return (
    <span role="cell" className={figures ? 'number' : ''} title={text}>
      {name === 'document' ? <Link href={`/documents/${row.document_id}`}>{text}</Link> : text}
    </span>
  );
}

interface Column {
  readonly name: string;
  /** Place in the values of a row. */
  readonly at: number;
  readonly figures: boolean;
  /** Width in characters. */
  readonly ch: number;
}

/** The columns that hold anything, as wide as what is in them. */
function columnsOf(pages: readonly Page[]): Column[] {
  const names = pages[0]?.columns ?? [];
  const rows = pages.flatMap((page) => page.rows).slice(0, LOOKED_AT);
  return names.flatMap((name, at) => {
    const texts = rows.map(({ values }) => String(values[at] ?? '')).filter((text) => text !== '');
    if (texts.length === 0 && rows.length > 0) return [];
    const longest = Math.max(label(name).length, ...texts.map((text) => text.length));
    return [
      {
        name,
        at,
        figures: texts.every((text) => FIGURE.test(text)),
        ch: Math.min(MOST_CH, Math.max(LEAST_CH, longest)),
      },
    ];
  });
}
