import { createContext, useContext, useSyncExternalStore } from 'react';

interface SessionState {
  readonly selected: string | null;
  readonly hovered: string | null;
  readonly editing: string | null;
  /** What was taken from the page into the value that is being edited. */
  readonly taken: TakenWord | null;
}

/** A word of the page that becomes the value. */
export interface TakenWord {
  readonly text: string;
  readonly pageNumber: number;
  readonly box: readonly number[];
}

const NOTHING: SessionState = { selected: null, hovered: null, editing: null, taken: null };

/**
 * What a reviewer points at. Outside of React's state: of thousands of values on the screen, a change of it draws only
 * the two that are concerned.
 */
export class ReviewSession {
  #state = NOTHING;
  readonly #listeners = new Set<() => void>();

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  get state(): SessionState {
    return this.#state;
  }

  /** Points at a value; null at none. What was being edited is given up. */
  select(path: string | null): void {
    if (path === this.#state.selected && this.#state.editing === null) return;
    this.#change({ selected: path, editing: null, taken: null });
  }

  hover(path: string | null): void {
    if (path !== this.#state.hovered) this.#change({ hovered: path });
  }

  edit(path: string): void {
    this.#change({ selected: path, editing: path, taken: null });
  }

  /** Puts a word of the page into the value that is being edited. */
  take(word: TakenWord): void {
    if (this.#state.editing !== null) this.#change({ taken: word });
  }

  stopEditing(): void {
    if (this.#state.editing !== null) this.#change({ editing: null, taken: null });
  }

  #change(change: Partial<SessionState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}

/** The session of the document that is open. */
export const SessionContext = createContext<ReviewSession | null>(null);

/** The session of the document that is open. */
export function useSession(): ReviewSession {
  return useContext(SessionContext)!;
}

/** Something read off the session; drawn again when it changes. It must be the same, not alike, while nothing changed. */
export function useSessionState<Value>(read: (state: SessionState) => Value): Value {
  const session = useSession();
  return useSyncExternalStore(session.subscribe, () => read(session.state));
}
