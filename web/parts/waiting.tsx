import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { RequestFailed } from '../../src/client/client.ts';
import { whyFailed } from './why-failed.ts';

/** A place without anything in it, and what to do about that. */
export function Nothing({
  title,
  whole = false,
  children,
}: {
  readonly title: string;
  /** True where it is all that the page shows; default false. */
  readonly whole?: boolean;
  readonly children?: ReactNode;
}) {
  const Title = whole ? 'h1' : 'p';
  return (
    <div className="nothing">
      <Title className="nothing-title">{title}</Title>
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
  whole = false,
  again,
}: {
  readonly error: unknown;
  readonly what: string;
  /** True where it is all that the page shows; default false. */
  readonly whole?: boolean;
  readonly again?: () => void;
}) {
  const Title = whole ? 'h1' : 'p';
  const gone = error instanceof RequestFailed && error.status === 404;
  return (
    <div className="failed" role="alert">
      <Title className="nothing-title">{gone ? `${what} is not there` : `${what} could not be loaded`}</Title>
      <p>{whyFailed(error)}</p>
      {gone ? <Link href="/">To the jobs</Link> : null}
      {again && !gone ? (
        <button type="button" onClick={again}>
          Try again
        </button>
      ) : null}
    </div>
  );
}
