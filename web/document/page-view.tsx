import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import { type PageTextBody, RequestFailed } from '../../src/client/client.ts';
import { count } from '../../src/domain/wording.ts';
import { useConnection } from '../connection.ts';
import { Loading } from '../parts/waiting.tsx';
import { spoken } from './paths.ts';
import { doubtOf, type EvidenceBody } from './review-items.ts';
import { useSession, useSessionState } from './review-session.ts';

/** Sharp on screens of two device pixels for one, at the zoom that fits a column. */
const LONG_EDGE = 2048;
const ZOOMS = [0.75, 1, 1.5, 2, 3] as const;
const FIT = 1;
/** On a telephone a page that fits cannot be read: what is pointed at is shown closer. */
const CLOSE = 2;
const NARROW_PX = 480;
/** So many pages are not leafed through one by one: a page is gone to by its number. */
const MANY_PAGES = 8;

/** A page with a box over every value that was found on it. */
export function PageView({
  documentId,
  pageNumber,
  pages,
  evidence,
  onPage,
}: {
  readonly documentId: string;
  readonly pageNumber: number;
  readonly pages: number;
  readonly evidence: readonly EvidenceBody[];
  readonly onPage: (pageNumber: number) => void;
}) {
  const { client } = useConnection();
  const [zoom, setZoom] = useState<number>(FIT);
  const frame = useRef<HTMLDivElement>(null);
  const text = useQuery({
    queryKey: ['page', documentId, pageNumber],
    queryFn: () => client.pageText(documentId, pageNumber),
    staleTime: Infinity,
  });
  const picture = useQuery({
    queryKey: ['picture', documentId, pageNumber],
    queryFn: () => client.page(documentId, pageNumber, LONG_EDGE),
    staleTime: Infinity,
    gcTime: 60_000,
    placeholderData: keepPreviousData,
  });
  const address = useObjectUrl(picture.data);
  const boxes = useMemo(
    () => evidence.filter(({ page_number: page, box }) => page === pageNumber && box !== null),
    [evidence, pageNumber],
  );
  const selected = useSessionState((state) => state.selected);
  const selectedBox = boxes.find(({ path }) => path === selected)?.box;
  const size = text.data;

  useEffect(() => {
    const element = frame.current;
    if (!element || !size || !selectedBox) return;
    if (zoom === FIT && element.clientWidth < NARROW_PX) {
      setZoom(CLOSE);
      return;
    }
    const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = selectedBox;
    const scale = (element.firstElementChild?.clientWidth ?? 0) / size.width;
    const smooth = !window.matchMedia('(prefers-reduced-motion: reduce)').matches;
    element.scrollTo({
      left: ((x0 + x1) / 2) * scale - element.clientWidth / 2,
      top: ((y0 + y1) / 2) * scale - element.clientHeight / 2,
      behavior: smooth ? 'smooth' : 'auto',
    });
  }, [selectedBox, size, zoom]);

  const error = text.error ?? picture.error;
  return (
    <section className="page-view" aria-label={`Page ${pageNumber} of ${pages}`}>
      <div className="page-tools">
        <button
          type="button"
          aria-label="Previous page"
          disabled={pageNumber <= 1}
          onClick={() => onPage(pageNumber - 1)}
        >
          ‹
        </button>
        {pages < MANY_PAGES ? (
          <span className="page-number">
            Page {pageNumber} of {pages}
          </span>
        ) : (
          <PageField pageNumber={pageNumber} pages={pages} onPage={onPage} />
        )}
        <button
          type="button"
          aria-label="Next page"
          disabled={pageNumber >= pages}
          onClick={() => onPage(pageNumber + 1)}
        >
          ›
        </button>
        <span className="gap" />
        <button
          type="button"
          aria-label="Smaller"
          disabled={zoom === ZOOMS[0]}
          onClick={() => setZoom(ZOOMS[ZOOMS.indexOf(zoom as 1) - 1] ?? zoom)}
        >
          −
        </button>
        <button type="button" title="Fit the width" onClick={() => setZoom(FIT)}>
          {Math.round(zoom * 100)} %
        </button>
        <button
          type="button"
          aria-label="Larger"
          disabled={zoom === ZOOMS.at(-1)}
          onClick={() => setZoom(ZOOMS[ZOOMS.indexOf(zoom as 1) + 1] ?? zoom)}
        >
          +
        </button>
      </div>
      <div ref={frame} className="page-frame" tabIndex={0} role="group" aria-label="The page">
        {error ? (
          <p className="failed" role="alert">
            {error instanceof RequestFailed ? error.message : 'The page could not be loaded.'}
          </p>
        ) : size ? (
          <div
            className="sheet"
            style={{ width: `${zoom * 100}%`, aspectRatio: `${size.width} / ${size.height}` }}
          >
            {address === null ? null : <img src={address} alt={`Page ${pageNumber}`} />}
            <Boxes page={size} evidence={boxes} />
          </div>
        ) : (
          <Loading what="the page" lines={12} />
        )}
      </div>
    </section>
  );
}

function PageField({
  pageNumber,
  pages,
  onPage,
}: {
  readonly pageNumber: number;
  readonly pages: number;
  readonly onPage: (pageNumber: number) => void;
}) {
  const [typed, setTyped] = useState<string | null>(null);
  const go = () => {
    const page = Number(typed);
    if (typed !== null && Number.isInteger(page) && page >= 1) onPage(Math.min(page, pages));
    setTyped(null);
  };
  return (
    <label className="page-number">
      Page{' '}
      <input
        inputMode="numeric"
        size={String(pages).length}
        value={typed ?? pageNumber}
        onChange={({ target }) => setTyped(target.value.replace(/\D/g, ''))}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.key === 'Enter') go();
          if (event.key === 'Escape') setTyped(null);
        }}
        onFocus={({ target }) => target.select()}
        onBlur={go}
      />{' '}
      of {count(pages)}
    </label>
  );
}

function Boxes({
  page,
  evidence,
}: {
  readonly page: PageTextBody;
  readonly evidence: readonly EvidenceBody[];
}) {
  const editing = useSessionState((state) => state.editing !== null);
  return (
    <svg
      className="boxes"
      viewBox={`0 0 ${page.width} ${page.height}`}
      aria-hidden="true"
      data-editing={editing || undefined}
    >
      {evidence.map((one) => (
        <EvidenceBox key={one.path} evidence={one} />
      ))}
      {editing ? <Words page={page} /> : null}
    </svg>
  );
}

/** Room around the words, in points. */
const MARGIN = 1.5;

function EvidenceBox({ evidence }: { readonly evidence: EvidenceBody }) {
  const session = useSession();
  const { path, box, value } = evidence;
  const mode = useSessionState(({ selected, hovered }) =>
    selected === path ? 'selected' : hovered === path ? 'hovered' : 'plain',
  );
  const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = box ?? [];
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the value beside the page does the same by keyboard
    <rect
      data-box={path}
      data-mode={mode}
      data-doubt={doubtOf(evidence, value) === null ? undefined : true}
      data-origin={evidence.origin}
      x={x0 - MARGIN}
      y={y0 - MARGIN}
      width={x1 - x0 + 2 * MARGIN}
      height={y1 - y0 + 2 * MARGIN}
      rx={1.5}
      onPointerEnter={() => session.hover(path)}
      onPointerLeave={() => session.hover(null)}
      onClick={() => session.select(path)}
    >
      <title>
        {spoken(path)}: {value}
      </title>
    </rect>
  );
}

/** Every word of the page: a click takes it into the value that is being edited. */
function Words({ page }: { readonly page: PageTextBody }) {
  const session = useSession();
  return page.words.map(({ text, box }) => {
    const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = box;
    return (
      // biome-ignore lint/a11y/noStaticElementInteractions: typing the value does the same by keyboard
      <rect
        key={box.join()}
        className="word"
        x={x0}
        y={y0}
        width={x1 - x0}
        height={y1 - y0}
        // The field that is being edited keeps the focus.
        onPointerDown={(event) => event.preventDefault()}
        onClick={() => session.take({ text, pageNumber: page.page_number, box })}
      />
    );
  });
}

/** An address for bytes that a picture can show; given back when they are not shown any more. */
function useObjectUrl(content: Blob | undefined): string | null {
  const [address, setAddress] = useState<string | null>(null);
  useEffect(() => {
    if (!content) return;
    const made = URL.createObjectURL(content);
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [content]);
  return address;
}
