import { sentence } from '../format.ts';
import { spoken } from './paths.ts';
import type { ReviewItem } from './review-items.ts';
import { useSessionState } from './review-session.ts';

/** What is left to look at, and where one is in it. */
export function Walk({
  open,
  onStep,
  onAccept,
  done,
  missing,
}: {
  readonly open: readonly ReviewItem[];
  readonly onStep: (by: 1 | -1) => void;
  readonly onAccept: () => void;
  readonly done: boolean;
  /** What of the document is missing; null: nothing. */
  readonly missing: string | null;
}) {
  const selected = useSessionState((state) => state.selected);
  const at = open.findIndex(({ path }) => path === selected);
  const item = open[at];
  if (open.length === 0 && missing !== null && !done) {
    return (
      <p className="walk" data-tone="look">
        {sentence(missing)}. Nothing else is in doubt.
      </p>
    );
  }
  if (open.length === 0) {
    return (
      <p className="walk" data-tone="good">
        {done ? 'Everything is reviewed.' : 'Nothing is in doubt. Confirm the document when it is right.'}
      </p>
    );
  }
  return (
    <section className="walk" data-tone="look" aria-label="To review">
      <div className="walk-text" aria-live="polite">
        <strong>{at < 0 ? `${open.length} to review` : `${at + 1} of ${open.length}`}</strong>
        {item ? (
          <span>
            {item.path === '' ? 'The whole document' : spoken(item.path)}: {item.reasons.join('; ')}
          </span>
        ) : (
          <span>values or parts that nothing proves, or that do not add up</span>
        )}
      </div>
      <div className="actions">
        {item ? (
          <button type="button" onClick={onAccept}>
            It is right <kbd>Enter</kbd>
          </button>
        ) : null}
        <button type="button" onClick={() => onStep(-1)}>
          Previous <kbd>p</kbd>
        </button>
        <button type="button" onClick={() => onStep(1)}>
          Next <kbd>n</kbd>
        </button>
      </div>
    </section>
  );
}
