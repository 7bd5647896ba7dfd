import { type KeyboardEvent, memo, useEffect, useLayoutEffect, useRef, useState } from 'react';
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
  const text = shown(value);
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
  if (Array.isArray(value)) return value.map(shown).join(', ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** What was typed, in the type of what stood there; undefined when it cannot be that. */
function parsed(text: string, before: unknown): unknown {
  const typed = text.trim();
  if (typeof before === 'boolean') return typed === 'yes' || typed === 'true';
  if (typeof before === 'number')
    return typed === '' || Number.isNaN(Number(typed)) ? undefined : Number(typed);
  if (Array.isArray(before)) {
    const parts = typed === '' ? [] : typed.split(',').map((part) => part.trim());
    return before.every((entry) => typeof entry === 'number') ? parts.map(Number) : parts;
  }
  return typed === '' ? null : typed;
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
          ? `${label(lastName(path))} is a number`
          : 'Enter keeps, Esc gives up; click words on the page to take them'}
      </span>
    </span>
  );
}

function around(a: readonly number[], b: readonly number[]): number[] {
  return [Math.min(a[0]!, b[0]!), Math.min(a[1]!, b[1]!), Math.max(a[2]!, b[2]!), Math.max(a[3]!, b[3]!)];
}
