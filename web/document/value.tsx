import { type KeyboardEvent, memo, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { formatPageRange } from '../../src/domain/page-range.ts';
import { count } from '../../src/domain/wording.ts';
import { label } from '../format.ts';
import { lastName, spoken } from './paths.ts';
import { useReview } from './review-context.ts';
import { type TakenWord, useSession, useSessionState } from './review-session.ts';

/** One value: it shows its box on the page, can be changed, and says when it has to be looked at. */
export const Value = memo(function Value({
  path,
  value,
}: {
  readonly path: string;
  readonly value: unknown;
}) {
  const session = useSession();
  const { item, evidence, computed } = useReview(path);
  const button = useRef<HTMLButtonElement>(null);
  const mode = useSessionState(({ selected, hovered, editing }) =>
    editing === path ? 'editing' : selected === path ? 'selected' : hovered === path ? 'hovered' : 'plain',
  );
  const before = useRef(mode);
  useLayoutEffect(() => {
    const was = before.current;
    before.current = mode;
    if (mode !== 'selected' || was === 'selected') return;
    const typing = document.activeElement instanceof HTMLInputElement;
    button.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    if (!typing || was === 'editing') button.current?.focus({ preventScroll: true });
  }, [mode]);
  if (mode === 'editing') return <Editor path={path} value={value} />;
  const text = brief(value);
  return (
    <button
      ref={button}
      type="button"
      className="value"
      data-path={path}
      data-mode={mode}
      data-doubt={item?.severity}
      data-origin={evidence?.origin}
      data-computed={computed || undefined}
      aria-label={`${spoken(path)}: ${text || 'empty'}${item ? `, to review: ${item.reasons.join('; ')}` : ''}`}
      title={item?.reasons.join('; ')}
      onClick={() => session.select(path)}
      onFocus={() => session.select(path)}
      onDoubleClick={() => (computed ? undefined : session.edit(path))}
      onPointerEnter={() => session.hover(path)}
      onPointerLeave={() => session.hover(null)}
    >
      {text === '' ? <span className="empty">–</span> : text}
    </button>
  );
});

/** A value as text; empty where there is none. */
export function shown(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (isPageList(value)) return formatPageRange(value).replaceAll(',', ', ');
  if (Array.isArray(value)) return value.map(shown).join(', ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Entries of a list that are shown; in its editor all are. */
const MOST_SHOWN = 12;

/** A value as text that fits beside others. */
function brief(value: unknown): string {
  if (isPageList(value) || !Array.isArray(value) || value.length <= MOST_SHOWN) return shown(value);
  return `${shown(value.slice(0, MOST_SHOWN))}, … (${count(value.length)} in all)`;
}

/** A list of whole numbers that is long enough to be read as ranges: of a thousand pages nobody reads a thousand numbers. */
function isPageList(value: unknown): value is readonly number[] {
  return (
    Array.isArray(value) && value.length > 3 && value.every((entry) => Number.isInteger(entry) && entry > 0)
  );
}

/** What was typed, in the type of what stood there; undefined when it cannot be that. */
function parsed(text: string, before: unknown): unknown {
  const typed = text.trim();
  if (typeof before === 'boolean') return typed === 'yes' || typed === 'true';
  if (typeof before === 'number')
    return typed === '' || Number.isNaN(Number(typed)) ? undefined : Number(typed);
  if (Array.isArray(before)) {
    const parts = typed === '' ? [] : typed.split(',').map((part) => part.trim());
    if (before.length === 0 || !before.every((entry) => typeof entry === 'number')) return parts;
    const numbers = parts.flatMap(numbersIn);
    return numbers.some(Number.isNaN) ? undefined : numbers;
  }
  return typed === '' ? null : typed;
}

/** Most numbers that a range may stand for. */
const WIDEST_RANGE = 10_000;

/** `3`, or all numbers of `3-7`; NaN for anything else. */
function numbersIn(part: string): number[] {
  const [, first, last] = /^(\d+) ?[-–] ?(\d+)$/.exec(part) ?? [];
  if (first === undefined) return [part === '' ? Number.NaN : Number(part)];
  const many = Number(last) - Number(first) + 1;
  if (many < 1 || many > WIDEST_RANGE) return [Number.NaN];
  return Array.from({ length: many }, (_, index) => Number(first) + index);
}

function Editor({ path, value }: { readonly path: string; readonly value: unknown }) {
  const session = useSession();
  const { save } = useReview(path);
  const [text, setText] = useState(() => shown(value));
  const [wrong, setWrong] = useState(false);
  const [place, setPlace] = useState<TakenWord | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const fresh = useRef(true);
  const taken = useSessionState((state) => state.taken);
  useEffect(() => input.current?.select(), []);
  useEffect(() => {
    if (taken === null) return;
    // The first word takes the place of the old value, those after it are added.
    const replaces = fresh.current;
    fresh.current = false;
    setText((old) => (replaces || old === '' ? taken.text : `${old} ${taken.text}`));
    setPlace((old) => (replaces || old === null ? taken : { ...taken, box: around(old.box, taken.box) }));
  }, [taken]);
  const finish = () => {
    const changed = parsed(text, value);
    if (changed === undefined) setWrong(true);
    else if (shown(changed) === shown(value) && place === null) session.stopEditing();
    else save(changed, place);
  };
  const press = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (event.key === 'Enter') finish();
    if (event.key === 'Escape') session.stopEditing();
  };
  return (
    <span className="editor">
      <input
        ref={input}
        value={text}
        aria-label={`${spoken(path)}, new value`}
        aria-invalid={wrong}
        onChange={({ target }) => {
          fresh.current = false;
          setText(target.value);
          setWrong(false);
        }}
        onKeyDown={press}
        onBlur={() => session.stopEditing()}
      />
      <span className="editor-hint">
        {wrong
          ? `${label(lastName(path))} ${Array.isArray(value) ? 'are numbers' : 'is a number'}`
          : 'Enter keeps, Esc gives up; click words on the page to take them'}
      </span>
    </span>
  );
}

function around(a: readonly number[], b: readonly number[]): number[] {
  return [Math.min(a[0]!, b[0]!), Math.min(a[1]!, b[1]!), Math.max(a[2]!, b[2]!), Math.max(a[3]!, b[3]!)];
}
