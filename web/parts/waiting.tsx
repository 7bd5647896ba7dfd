import type { ReactNode } from 'react';
import { RequestFailed } from '../../src/client/client.ts';

/** A place without anything in it, and what to do about that. */
export function Nothing({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
  return (
    <div className="nothing">
      <p className="nothing-title">{title}</p>
      {children}
    </div>
  );
}

/** Stands where something is on its way: lines of its size, so that nothing jumps. */
export function Loading({ what, lines = 4 }: { readonly what: string; readonly lines?: number }) {
  return (
    <div className="loading" role="status" aria-label={`Loading ${what}`}>
      {Array.from({ length: lines }, (_, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines are all alike
        <span key={line} className="bone" />
      ))}
    </div>
  );
}

/** What could not be had, why, and a second try. */
export function Failed({
  error,
  what,
  again,
}: {
  readonly error: unknown;
  readonly what: string;
  readonly again?: () => void;
}) {
  const gone = error instanceof RequestFailed && error.status === 404;
  return (
    <div className="failed" role="alert">
      <p className="nothing-title">{gone ? `${what} is not there` : `${what} could not be loaded`}</p>
      <p>{error instanceof RequestFailed ? error.message : 'The server did not answer.'}</p>
      {again && !gone ? (
        <button type="button" onClick={again}>
          Try again
        </button>
      ) : null}
    </div>
  );
}
