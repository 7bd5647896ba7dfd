import { Link } from 'wouter';
import { plural } from '../../src/domain/wording.ts';
import type { ActiveDocument } from './job-feed.ts';

const MOST_SHOWN = 8;

/** What is being read at this moment. */
export function ActiveDocuments({ active }: { readonly active: readonly ActiveDocument[] }) {
  if (active.length === 0) return null;
  return (
    <section className="active" aria-label="In work">
      <ul>
        {active.slice(0, MOST_SHOWN).map(({ id, name, done, total, step }) => (
          <li key={id}>
            <Link href={`/documents/${id}`} className="name">
              {name}
            </Link>
            <span className="muted">{howFar({ done, total, step })}</span>
            <progress {...(total > 0 ? { max: total, value: done } : {})} aria-label={name} />
          </li>
        ))}
      </ul>
      {active.length > MOST_SHOWN ? (
        <p className="muted">and {plural(active.length - MOST_SHOWN, 'document')} more</p>
      ) : null}
    </section>
  );
}

function howFar({ done, total, step }: Pick<ActiveDocument, 'done' | 'total' | 'step'>): string {
  if (step) return `${step.name} ${step.done} of ${step.total}`;
  return total > 0 ? `${done} of ${plural(total, 'page')}` : 'opening';
}
