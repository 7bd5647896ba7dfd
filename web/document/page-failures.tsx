import type { ResultBody } from '../../src/client/client.ts';

/** The pages of a result that could not be read, and why. */
export function PageFailures({
  result,
  onPage,
}: {
  readonly result: ResultBody;
  readonly onPage: (pageNumber: number) => void;
}) {
  const failed = result.pages.filter(({ status }) => status === 'failed');
  if (failed.length === 0) return null;
  return (
    <section aria-label="Pages that could not be read">
      <h2>Pages that could not be read</h2>
      <ul className="findings">
        {failed.map(({ page_number: page, problem }) => (
          <li key={page} data-severity="error">
            <button type="button" className="finding" onClick={() => onPage(page)}>
              <i aria-hidden="true">✗</i>
              <span>
                Page {page}: {problem?.detail}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
