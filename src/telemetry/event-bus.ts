import type { EventListener, LeafcutterEvent } from '../domain/event.ts';

/** Passes events on to any number of listeners, none of which can fail or slow the one who emits. */
export class EventBus {
  readonly #listeners = new Set<EventListener>();
  readonly #onListenerError: (error: unknown) => void;

  /** `onListenerError` hears what a listener threw; the event goes on to the others. */
  constructor(onListenerError: (error: unknown) => void) {
    this.#onListenerError = onListenerError;
  }

  readonly emit = (event: LeafcutterEvent): void => {
    for (const listener of this.#listeners) {
      try {
        listener(event);
      } catch (error) {
        this.#onListenerError(error);
      }
    }
  };

  /** Adds a listener; answers the function that removes it. */
  listen(listener: EventListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
