import { useEffect, useRef } from 'react';
import { Link, Route, Switch, useLocation } from 'wouter';
import { useConnection } from './connection.ts';
import { Mark } from './parts/mark.tsx';
import { Notices } from './parts/notices.tsx';
import { Nothing } from './parts/waiting.tsx';
import { type PageRoute, ROUTES } from './routes.tsx';
import { KeyForm } from './settings/key-form.tsx';

/** The frame around every place: navigation, the place itself, notices. */
export function Shell() {
  const [location] = useLocation();
  const { refused } = useConnection();
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);
  // A screen reader hears of a new place when focus goes there; not when the page has just been loaded.
  useEffect(() => {
    if (first.current) first.current = false;
    else if (location) main.current?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, [location]);
  return (
    <>
      <a className="skip" href="#main">
        Skip to content
      </a>
      <header className="bar">
        <Link href="/" className="brand" aria-label="Leafcutter, jobs">
          <Mark />
          <span>Leafcutter</span>
        </Link>
        <nav aria-label="Main">
          {ROUTES.filter((route) => route.nav).map((route) => (
            <Link
              key={route.path}
              href={route.path}
              aria-current={isAt(route, location) ? 'page' : undefined}
            >
              {route.nav}
            </Link>
          ))}
          <a href="/docs" className="wide-only">
            API
          </a>
        </nav>
      </header>
      <main id="main" ref={main} tabIndex={-1}>
        {refused ? (
          <KeyForm />
        ) : (
          <Switch>
            {ROUTES.map(({ path, page }) => (
              <Route key={path} path={path}>
                {(parameters) => page(parameters as Readonly<Record<string, string>>)}
              </Route>
            ))}
            <Route>
              <Nothing title="There is nothing at this address" whole>
                <Link href="/">To the jobs</Link>
              </Nothing>
            </Route>
          </Switch>
        )}
      </main>
      <Notices />
    </>
  );
}

function isAt({ path, below = [] }: PageRoute, location: string): boolean {
  return location === path || below.some((start) => location.startsWith(start));
}
