import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { Link, useLocation } from 'wouter';
import type { ReviewedBody } from '../../src/client/client.ts';
import { dollars, plural } from '../../src/domain/wording.ts';
import { currentClient, useConnection } from '../connection.ts';
import { duration } from '../format.ts';
import { tell, tellError } from '../parts/notices.tsx';
import { save as saveFile } from '../parts/save.ts';
import { State } from '../parts/state.tsx';
import { useTitle } from '../parts/use-title.ts';
import { Failed, Loading, Nothing } from '../parts/waiting.tsx';
import { computedPatterns, patternOf } from './computed-paths.ts';
import { Findings } from './findings.tsx';
import { History } from './history.tsx';
import { nextToReview } from './next-to-review.ts';
import { PageFailures } from './page-failures.tsx';
import { PageView } from './page-view.tsx';
import { leavesOf, valueAt } from './paths.ts';
import { ResultView } from './result-view.tsx';
import { ReviewContext, type ReviewContextValue } from './review-context.ts';
import { reviewItems } from './review-items.ts';
import { ReviewSession, SessionContext, type TakenWord, useSessionState } from './review-session.ts';
import { Shortcuts } from './shortcuts.tsx';
import { stagesOf } from './stages.ts';
import { SumsPanel } from './sums-panel.tsx';
import { useDocument } from './use-document.ts';
import { useKeys } from './use-keys.ts';
import { Walk } from './walk.tsx';

/** A document beside what was found in it. */
export function DocumentPage({ documentId }: { readonly documentId: string }) {
  const [session] = useState(() => new ReviewSession());
  const { document, review } = useDocument(documentId);
  useTitle(document.data?.document.name);
  if (document.isPending) return <Loading what="the document" lines={12} />;
  if (document.isError)
    return <Failed error={document.error} what="The document" whole again={document.refetch} />;
  return (
    <SessionContext value={session}>
      <Reviewed reviewed={document.data} review={review} session={session} />
    </SessionContext>
  );
}

type Review = ReturnType<typeof useDocument>['review'];
const REVIEWABLE = new Set(['succeeded', 'needs_review', 'partial']);

function Reviewed({
  reviewed,
  review,
  session,
}: {
  readonly reviewed: ReviewedBody;
  readonly review: Review;
  readonly session: ReviewSession;
}) {
  const { document, result, reviews, sums } = reviewed;
  const [, go] = useLocation();
  const [pageNumber, setPageNumber] = useState(1);
  const [passed, setPassed] = useState<ReadonlySet<string>>(new Set());
  const computed = useComputed(result?.recipe.name);
  const confirmButton = useRef<HTMLButtonElement>(null);
  const data = result?.data ?? null;
  const evidence = useMemo(() => new Map(result?.evidence.map((one) => [one.path, one])), [result]);
  const items = useMemo(
    () => (result === null || result.review === 'done' ? [] : reviewItems(result)),
    [result],
  );
  const open = useMemo(() => items.filter(({ path }) => !passed.has(path)), [items, passed]);
  const mayReview = REVIEWABLE.has(document.state) && data !== null;
  const { mutate, isPending: saving } = review;

  const keep = useCallback(
    (path: string, value: unknown, place: TakenWord | null) => {
      const where = place === null ? {} : { page_number: place.pageNumber, box: [...place.box] };
      mutate(
        { fields: [{ path, value, ...where }] },
        {
          onSuccess() {
            session.stopEditing();
          },
        },
      );
    },
    [mutate, session],
  );
  const context = useMemo<ReviewContextValue>(
    () => ({
      items: new Map(items.map((item) => [item.path, item])),
      evidence,
      isComputed: (path) => computed.has(patternOf(path)),
      save: keep,
      replaceList: (path, list, then) =>
        mutate(
          { fields: [{ path, value: list }] },
          {
            onSuccess() {
              if (then !== null) session.edit(then);
            },
          },
        ),
    }),
    [items, evidence, computed, keep, mutate, session],
  );

  // The page that holds what is pointed at.
  const selected = useSessionState((state) => state.selected);
  useEffect(() => {
    if (selected === null) return;
    const item = items.find(({ path }) => path === selected);
    const page = evidence.get(selected)?.page_number ?? item?.pageNumber ?? pageBelow(selected, evidence);
    if (page) setPageNumber(page);
  }, [selected, evidence, items]);

  const step = useCallback(
    (by: 1 | -1) => {
      if (open.length === 0) {
        confirmButton.current?.focus();
        return;
      }
      const at = session.state.selected;
      const here = open.findIndex(({ path }) => path === at);
      const next =
        here >= 0
          ? here + by
          : by > 0
            ? nextAfter(
                open.map(({ path }) => path),
                at,
                data,
              )
            : open.length - 1;
      session.select(open[(next + open.length) % open.length]!.path);
    },
    [open, session, data],
  );
  const accept = useCallback(() => {
    const path = session.state.selected;
    const item = path === null ? undefined : open.find((one) => one.path === path);
    if (!item || saving) return;
    const value = valueAt(data, item.path);
    const leaf = leavesOf(data).some((one) => one.path === item.path);
    const rest = open.filter((one) => one !== item);
    const after = rest[open.indexOf(item)] ?? rest[0];
    const onwards = () => {
      if (after) session.select(after.path);
      else confirmButton.current?.focus();
    };
    if (leaf && !computed.has(patternOf(item.path))) {
      mutate({ fields: [{ path: item.path, value }] }, { onSuccess: onwards });
    } else {
      setPassed((before) => new Set([...before, item.path]));
      onwards();
    }
  }, [open, session, data, mutate, saving, computed]);
  const next = useCallback(
    () =>
      nextToReview(document.job_id, document).then((id) => {
        if (id === null) tell('No other document of this job is to be reviewed');
        go(id === null ? `/jobs/${document.job_id}` : `/documents/${id}`);
      }, tellError),
    [document, go],
  );
  const confirm = useCallback(() => {
    if (!mayReview || saving) return;
    mutate(
      { confirm: true },
      {
        onSuccess() {
          tell(`${document.name} is confirmed`);
          next();
        },
      },
    );
  }, [mayReview, saving, mutate, document, next]);
  const edit = useCallback(() => {
    const path = session.state.selected;
    if (path === null || !mayReview || computed.has(patternOf(path))) return;
    if (leavesOf(data).some((leaf) => leaf.path === path)) session.edit(path);
  }, [session, data, mayReview, computed]);
  useKeys({ n: () => step(1), p: () => step(-1), e: edit, c: confirm, Enter: accept });

  const truth = async () => {
    try {
      const file = await currentClient().truth(document.id);
      const name = `${document.name.replace(/^.*[\\/]/, '').replace(/\.[^.]+$/, '')}.truth.json`;
      saveFile(new Blob([`${JSON.stringify(file, null, 2)}\n`], { type: 'application/json' }), name);
    } catch (error) {
      tellError(error);
    }
  };

  return (
    <ReviewContext value={context}>
      <div className="document">
        <header className="document-head">
          <p className="crumbs">
            <Link href="/">Jobs</Link> / <Link href={`/jobs/${document.job_id}`}>Job</Link>
          </p>
          <h1 title={document.name}>{document.name}</h1>
          <State state={document.state} />
          {result?.review === 'done' ? <span className="reviewed">✓ Reviewed</span> : null}
          <div className="actions">
            {result?.review === 'done' ? (
              <button type="button" onClick={truth} title="As the right answer, for leafcutter eval">
                Truth file
              </button>
            ) : null}
            <button type="button" onClick={next}>
              Next to review
            </button>
            <button
              ref={confirmButton}
              type="button"
              className="primary"
              disabled={!mayReview || saving || result?.review === 'done'}
              onClick={confirm}
            >
              {result?.review === 'done' ? 'Confirmed' : 'Confirm document'}
            </button>
          </div>
        </header>
        {document.problem && data !== null ? (
          <p className="banner" data-tone="bad">
            {document.problem.detail}
          </p>
        ) : null}
        <div className="document-body">
          {result?.document.pages === 0 ? (
            <Nothing title="There is no page to show" />
          ) : (
            <PageView
              documentId={document.id}
              pageNumber={pageNumber}
              pages={result?.document.pages ?? 1}
              evidence={result?.evidence ?? []}
              onPage={setPageNumber}
            />
          )}
          <div className="found">
            {mayReview ? (
              <Walk
                open={open}
                onStep={step}
                onAccept={accept}
                done={result?.review === 'done'}
                missing={document.missing}
              />
            ) : null}
            {result === null ? (
              <Nothing title="It is not read yet">
                <p>What is found appears here by itself.</p>
              </Nothing>
            ) : data === null ? (
              <div className="nothing" role="alert">
                <p className="nothing-title">Nothing could be read</p>
                <p>{result.problem?.detail ?? document.problem?.detail ?? ''}</p>
              </div>
            ) : (
              <>
                <SumsPanel sums={sums} />
                <ResultView data={data} />
              </>
            )}
            {result ? (
              <>
                <PageFailures result={result} onPage={setPageNumber} />
                <section aria-label="Findings">
                  <h2>Findings</h2>
                  <Findings findings={result.findings} />
                </section>
                <section aria-label="History">
                  <h2>History</h2>
                  <History reviews={reviews} />
                </section>
                <p className="muted small">
                  Worked on for {duration(result.timings.total_ms)}
                  {data === null ? '' : `, read by ${stagesOf(result.stages)}`}
                  {result.usage.calls > 0
                    ? `, ${plural(result.usage.calls, 'call')}, ${dollars(result.usage.cost_micros)}`
                    : ''}
                </p>
              </>
            ) : null}
            {mayReview ? <Shortcuts /> : null}
          </div>
        </div>
      </div>
    </ReviewContext>
  );
}

/** Patterns of the paths that follow from other values. */
function useComputed(recipe: string | undefined): ReadonlySet<string> {
  const { client } = useConnection();
  const recipes = useQuery({ queryKey: ['recipes'], queryFn: () => client.recipes(), staleTime: Infinity });
  const schema = recipes.data?.recipes.find(({ name }) => name === recipe)?.data;
  return useMemo(() => computedPatterns(schema ?? {}), [schema]);
}

/** A page that something below a path stands on. */
function pageBelow(
  path: string,
  evidence: ReadonlyMap<string, { readonly page_number: number | null }>,
): number | null {
  for (const [place, { page_number: page }] of evidence) {
    if (page !== null && (place.startsWith(`${path}.`) || place.startsWith(`${path}[`))) return page;
  }
  return null;
}

/** Index of the first path that is shown after `at`. */
function nextAfter(paths: readonly string[], at: string | null, data: unknown): number {
  if (at === null) return 0;
  const order = leavesOf(data).map(({ path }) => path);
  const here = order.indexOf(at);
  return Math.max(
    0,
    paths.findIndex((path) => order.indexOf(path) > here),
  );
}
