import type { ReviewedBody } from '../../src/client/client.ts';
import { plural } from '../../src/domain/wording.ts';
import { moment } from '../format.ts';
import { spoken } from './paths.ts';
import { useSession } from './review-session.ts';
import { shown } from './value.tsx';

const LONGEST = 60;

/** Who changed what and when, the last first. */
export function History({ reviews }: { readonly reviews: ReviewedBody['reviews'] }) {
  const session = useSession();
  if (reviews.length === 0) return <p className="muted">Nobody has changed anything yet.</p>;
  return (
    <ol className="history">
      {reviews.toReversed().map(({ at, who, action, path, before, after }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: entries are only added
        <li key={reviews.length - index}>
          <span className="muted">
            <strong>{who}</strong>, <time dateTime={at}>{moment(at)}</time>
          </span>
          {action === 'confirm' ? (
            <span>confirmed the document</span>
          ) : (
            <span>
              <button type="button" className="link" onClick={() => session.select(path)}>
                {spoken(path)}
              </button>{' '}
              {shown(before) === shown(after) ? (
                <>confirmed as {short(after)}</>
              ) : (
                <>
                  <del>{short(before)}</del> <ins>{short(after)}</ins>
                </>
              )}
            </span>
          )}
        </li>
      ))}
    </ol>
  );
}

function short(value: unknown): string {
  if (Array.isArray(value) && value.some((entry) => typeof entry === 'object'))
    return plural(value.length, 'row');
  const text = shown(value) || 'empty';
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
