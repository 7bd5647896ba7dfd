import type { RefObject } from 'react';
import { Link } from 'wouter';
import type { DocumentBody } from '../../src/client/client.ts';
import { count } from '../../src/domain/wording.ts';
import { bytes, sentence } from '../format.ts';
import { State } from '../parts/state.tsx';

/** A row of documents where it stands; undefined while it is on its way. */
export interface PlacedDocument {
  readonly index: number;
  readonly start: number;
  readonly document: DocumentBody | undefined;
}

/** Rows of documents in a window of their own. */
export function DocumentGrid({
  scroller,
  total,
  heightPx,
  rows,
}: {
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly total: number;
  readonly heightPx: number;
  readonly rows: readonly PlacedDocument[];
}) {
  return (
    <div className="grid" role="table" aria-label="Documents" aria-rowcount={total + 1}>
      <div role="rowgroup">
        <div className="grid-head doc-row" role="row" aria-rowindex={1}>
          <span role="columnheader" className="number">
            #
          </span>
          <span role="columnheader">Document</span>
          <span role="columnheader">State</span>
          <span role="columnheader" className="number">
            Size
          </span>
          <span role="columnheader">Problem</span>
        </div>
      </div>
      <div ref={scroller} className="grid-body" role="rowgroup" tabIndex={0} aria-label="Rows">
        <div role="presentation" style={{ height: heightPx, position: 'relative' }}>
          {rows.map(({ index, start, document }) => (
            <div
              key={index}
              role="row"
              aria-rowindex={index + 2}
              className="grid-row doc-row"
              style={{ transform: `translateY(${start}px)` }}
            >
              <Cells index={index} document={document} />
            </div>
          ))}
        </div>
      </div>
    </div>
  );
}

function Cells({ index, document }: { readonly index: number; readonly document: DocumentBody | undefined }) {
  if (!document) {
    return (
      <>
        <span role="cell" className="number muted">
          {count(index + 1)}
        </span>
        <span role="cell">
          <span className="bone" />
        </span>
      </>
    );
  }
  const { id, ordinal, name, state, bytes: size, problem, missing } = document;
  const said = problem === null ? missing : withoutName(problem.detail, name);
  const trouble = said === null ? undefined : sentence(said);
  return (
    <>
      <span role="cell" className="number muted">
        {count(ordinal + 1)}
      </span>
      <span role="cell" className="name">
        <Link href={`/documents/${id}`} title={name}>
          {name}
        </Link>
      </span>
      <span role="cell">
        <State state={state} />
      </span>
      <span role="cell" className="number muted">
        {size === null ? '' : bytes(size)}
      </span>
      <span role="cell" className="problem-cell" title={trouble}>
        {trouble}
      </span>
    </>
  );
}

/** A problem beside the name of its document need not begin with it. */
function withoutName(detail: string, name: string): string {
  for (const begin of [`${name}, `, `${name}: `, `${name} `, `"${name}" `]) {
    if (detail.startsWith(begin)) return detail.slice(begin.length);
  }
  return detail;
}
