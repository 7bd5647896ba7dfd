import { plural } from '../../src/domain/wording.ts';
import { spoken } from './paths.ts';
import type { FindingBody } from './review-items.ts';
import { useSession } from './review-session.ts';

const MARKS = { error: '✗', warning: '!', info: 'i' } as const;
const ORDER = ['error', 'warning', 'info'] as const;
const MOST_OPEN = 6;

/** What verification noticed, the worst first. */
export function Findings({ findings }: { readonly findings: readonly FindingBody[] }) {
  const session = useSession();
  if (findings.length === 0) return <p className="muted">Verification found nothing to say.</p>;
  const sorted = [...findings].sort((a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity));
  const row = (finding: FindingBody, index: number) => (
    <li key={`${finding.code}${finding.path}${index}`} data-severity={finding.severity}>
      <button type="button" className="finding" onClick={() => session.select(finding.path)}>
        <i aria-hidden="true">{MARKS[finding.severity]}</i>
        <span>
          <span className="visually-hidden">{finding.severity}: </span>
          {finding.message}
          {finding.expected === undefined || finding.actual === undefined ? null : (
            <span className="against">
              {' '}
              printed {finding.actual}, computed {finding.expected}
            </span>
          )}
          <span className="where">
            {finding.path === '' ? 'The whole document' : spoken(finding.path)}
            {finding.page_number ? `, page ${finding.page_number}` : ''}
          </span>
        </span>
      </button>
    </li>
  );
  return (
    <>
      <ul className="findings">{sorted.slice(0, MOST_OPEN).map(row)}</ul>
      {sorted.length > MOST_OPEN ? (
        <details>
          <summary>{plural(sorted.length - MOST_OPEN, 'more finding')}</summary>
          <ul className="findings">{sorted.slice(MOST_OPEN).map(row)}</ul>
        </details>
      ) : null}
    </>
  );
}
