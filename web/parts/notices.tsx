import { useSyncExternalStore } from 'react';
import { whyFailed } from './why-failed.ts';

interface Notice {
  readonly id: number;
  readonly text: string;
  readonly kind: 'good' | 'bad';
}

const SHOWN_MS = 8_000;
let notices: readonly Notice[] = [];
let nextId = 0;
const listeners = new Set<() => void>();

function change(next: readonly Notice[]): void {
  notices = next;
  for (const listener of listeners) listener();
}

function dismiss(id: number): void {
  change(notices.filter((notice) => notice.id !== id));
}

/** Tells something in passing; what went wrong stays until it is taken away. */
export function tell(text: string, kind: Notice['kind'] = 'good'): void {
  const id = nextId++;
  change([...notices.filter((notice) => notice.text !== text), { id, text, kind }]);
  if (kind === 'good') setTimeout(() => dismiss(id), SHOWN_MS);
}

/** Tells what went wrong. */
export function tellError(error: unknown): void {
  tell(whyFailed(error), 'bad');
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** What was told, at the foot of the page. */
export function Notices() {
  const shown = useSyncExternalStore(subscribe, () => notices);
  return (
    <div className="notices" role="status" aria-live="polite">
      {shown.map(({ id, text, kind }) => (
        <div key={id} className={`notice ${kind}`}>
          <span>{text}</span>
          <button type="button" aria-label="Dismiss" onClick={() => dismiss(id)}>
            ×
          </button>
        </div>
      ))}
    </div>
  );
}
