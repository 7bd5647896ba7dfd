import type { Progress } from '../app.ts';
import type { LeafcutterEvent } from '../domain/event.ts';
import type { Phrase } from './flow.ts';

/** How progress is shown. */
export interface ProgressDisplay {
  /** Tells at once what a person did: as a line, or where a hint is drawn by that. */
  notice(line: string): void;
  /** Shows the last state and ends. */
  end(): Promise<void>;
}

/** What a display shows: how far a job is, and its documents as they end. */
export interface Displayed {
  /** Brings `progress` up to date. Never throws: a picture that is a little old harms nobody. */
  look(): Promise<void>;
  progress(): Progress;
  /** Adds a listener; answers the function that removes it. */
  listen(listener: (event: LeafcutterEvent) => void): () => void;
  /** What a person can do now. */
  hint(): readonly Phrase[];
  /** What keys do, by the character they send; null where standard input is for something else. */
  readonly keys: Readonly<Record<string, () => void>> | null;
}
