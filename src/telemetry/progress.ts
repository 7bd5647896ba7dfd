import type { LeafcutterEvent, ProgressStep } from '../domain/event.ts';
import type { DocumentCounts, DocumentState } from '../domain/states.ts';
import type { Usage } from '../domain/usage.ts';
import type { ProblemJson } from '../problem/problem.ts';
import type { DocumentSurvey } from '../store/store.ts';

/** A document that ended, for lists of the latest. */
export interface EndedDocument {
  readonly name: string;
  readonly state: DocumentState;
  readonly problem?: ProblemJson;
}

/** A document in work; `total` is 0 while it is not known of how many steps. */
export interface RunningDocument {
  readonly name: string;
  readonly done: number;
  readonly total: number;
  /** Where its recipe has several. */
  readonly step?: ProgressStep;
}

/** What the governor knows of a lane. */
export type LaneProgress = Omit<Extract<LeafcutterEvent, { type: 'governor-change' }>, 'type'>;

/** How many documents are in each class. */
export interface ClassCounts {
  readonly classified: number;
  /** False while there are documents whose class is not counted here: an earlier run ended them. */
  readonly all: boolean;
  readonly byClass: ReadonlyMap<string, number>;
}

/** What a job's progress display needs, as of now. What cannot be seen from where one looks is null. */
export interface Progress {
  readonly total: number;
  /** False while sources are still being read: `total` grows. */
  readonly totalKnown: boolean;
  readonly ended: number;
  readonly counts: DocumentCounts;
  /** Documents in groups that follow their order, and failures by cause; null until it was first looked. */
  readonly survey: DocumentSurvey | null;
  /** Null for recipes that sort nothing. */
  readonly classes: ClassCounts | null;
  /** Pages of documents that ended; `all` is false where an earlier run ended some, whose pages are not counted. */
  readonly pages: { readonly counted: number; readonly all: boolean } | null;
  readonly running: readonly RunningDocument[];
  /** The latest documents that ended otherwise than well. */
  readonly attention: readonly EndedDocument[];
  readonly callsInFlight: number | null;
  readonly usage: Usage;
  /** Since this run began; of a job of another process: since it first started. */
  readonly elapsedMs: number;
  /** Documents a minute of late; null until one has ended, and while nothing is to be expected. */
  readonly perMinute: number | null;
  /** Time left at that rate; null while the rate or what is left is not known. */
  readonly etaMs: number | null;
  /** Null where it is not known; a lane appears with its first call. */
  readonly lanes: readonly LaneProgress[] | null;
  /** True while a person holds the run back. */
  readonly paused: boolean;
}

/** The progress of a job, as far as it was last looked at. */
export interface ProgressSource {
  /** Reads what is stored; call it about every second. Throws `job-not-found`, `store-unavailable`. */
  look(): Promise<unknown>;
  progress(): Progress;
}

/** Documents that are named in a display. */
export const NAMED = 5;

/** `list` with what is new behind it, cut to the latest that are named. */
export function latest<Item>(list: readonly Item[], added: readonly Item[]): readonly Item[] {
  return [...list, ...added].slice(-NAMED);
}

/** True for a document whose end is worth naming among thousands. */
export function needsAttention(state: DocumentState): boolean {
  return state === 'failed' || state === 'partial' || state === 'needs_review';
}
