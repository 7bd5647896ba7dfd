import type { Progress } from '../app.ts';
import type { LeafcutterEvent } from '../domain/event.ts';

/** How progress is shown; `end` removes what a live view drew. */
export interface ProgressDisplay {
  end(): Promise<void> | void;
}

/** What a display shows: how far a job is, and its documents as they end. */
export interface Displayed {
  progress(): Progress;
  /** Adds a listener; answers the function that removes it. */
  listen(listener: (event: LeafcutterEvent) => void): () => void;
}
