import type { ResultBody } from '../../src/client/client.ts';
import { formatPageRange } from '../../src/domain/page-range.ts';
import { count, plural } from '../../src/domain/wording.ts';

/** Places that are shown at once; the rest opens. */
const MOST_OPEN = 40;

/** The pages of a result that could not be read, by what went wrong. */
export function PageFailures({
  result,
  onPage,
}: {
  readonly result: ResultBody;
  readonly onPage: (pageNumber: number) => void;
}) {
  const failed = result.pages.filter(({ status }) => status === 'failed');
  if (failed.length === 0) return null;
  const byReason = Map.groupBy(failed, ({ problem }) => problem?.detail ?? 'It is not known why');
  return (
    <section aria-label="Pages that could not be read">
      <h2>
        Pages that could not be read <span className="muted">{count(failed.length)}</span>
      </h2>
      {[...byReason].map(([reason, pages]) => (
        <Reason
          key={reason}
          reason={reason}
          pages={pages.map(({ page_number }) => page_number)}
          onPage={onPage}
        />
      ))}
    </section>
  );
}

function Reason({
  reason,
  pages,
  onPage,
}: {
  readonly reason: string;
  readonly pages: readonly number[];
  readonly onPage: (pageNumber: number) => void;
}) {
  const ranges = formatPageRange(pages).split(',');
  const place = (range: string) => (
    <button
      key={range}
      type="button"
      aria-label={`Show page ${range}`}
      onClick={() => onPage(Number.parseInt(range, 10))}
    >
      {range}
    </button>
  );
  return (
    <div className="page-failures">
      <p>
        <i aria-hidden="true">✗</i> {plural(pages.length, 'page')}: {reason}
      </p>
      <p className="places">{ranges.slice(0, MOST_OPEN).map(place)}</p>
      {ranges.length > MOST_OPEN ? (
        <details>
          <summary>{count(ranges.length - MOST_OPEN)} more places</summary>
          <p className="places">{ranges.slice(MOST_OPEN).map(place)}</p>
        </details>
      ) : null}
    </div>
  );
}
