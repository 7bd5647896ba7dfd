import type { ModelListBody, ServerEvent } from '../../src/client/client.ts';

/** What the governor knows of the key of one model, for all jobs together. */
export type Lane = ModelListBody['lanes'][number];

/** How far the step is that a document is in. */
interface ActiveStep {
  readonly name: string;
  readonly done: number;
  readonly total: number;
}

/** A document that is being worked on. */
export interface ActiveDocument {
  readonly id: string;
  readonly name: string;
  readonly done: number;
  readonly total: number;
  /** Of a recipe that has steps. */
  readonly step?: ActiveStep | undefined;
  readonly startedMs: number;
}

/** Sums at one moment; the charts show how they change. */
export interface Sample {
  readonly atMs: number;
  readonly documents: number;
  readonly calls: number;
  readonly costMicros: number;
  readonly inFlight: number;
  readonly inFlightLimit: number | null;
  readonly waiting: number;
}

/** What was heard of a job since the page was opened. */
export interface Feed {
  readonly active: readonly ActiveDocument[];
  readonly lanes: readonly Lane[];
  readonly samples: readonly Sample[];
  readonly documents: number;
  readonly calls: number;
  readonly costMicros: number;
}

/** A feed that has heard nothing. */
export const EMPTY_FEED: Feed = { active: [], lanes: [], samples: [], documents: 0, calls: 0, costMicros: 0 };

/** Ten minutes at a sample a second. */
const MOST_SAMPLES = 600;

interface EventData {
  readonly document_id?: string;
  readonly name?: string;
  readonly done?: number;
  readonly total?: number;
  readonly step?: ActiveStep;
  readonly usage?: { readonly cost_micros?: number };
}

/** What is known after an event; the same object when the event says nothing new. */
export function hear(feed: Feed, { event, data }: ServerEvent, nowMs: number): Feed {
  const about = data as EventData;
  const others = (): readonly ActiveDocument[] => feed.active.filter(({ id }) => id !== about.document_id);
  switch (event) {
    case 'document-start':
      return {
        ...feed,
        active: [
          ...others(),
          { id: about.document_id!, name: about.name ?? '', done: 0, total: 0, startedMs: nowMs },
        ],
      };
    case 'document-progress':
      return {
        ...feed,
        active: feed.active.map((one) =>
          one.id === about.document_id
            ? { ...one, done: about.done ?? 0, total: about.total ?? 0, step: about.step }
            : one,
        ),
      };
    case 'document-end':
      return { ...feed, active: others(), documents: feed.documents + 1 };
    case 'call-end':
      return {
        ...feed,
        calls: feed.calls + 1,
        costMicros: feed.costMicros + (about.usage?.cost_micros ?? 0),
      };
    case 'end':
      return { ...feed, active: [] };
    default:
      return feed;
  }
}

/** Adds how it stands now to the samples. */
export function sample(feed: Feed, atMs: number): Feed {
  const { documents, calls, costMicros, lanes } = feed;
  const limits = lanes.flatMap(({ in_flight_limit: limit }) => (limit === null ? [] : [limit]));
  const taken: Sample = {
    atMs,
    documents,
    calls,
    costMicros,
    inFlight: lanes.reduce((sum, lane) => sum + lane.in_flight, 0),
    inFlightLimit: limits.length === 0 ? null : limits.reduce((sum, limit) => sum + limit, 0),
    waiting: lanes.reduce((sum, lane) => sum + lane.waiting, 0),
  };
  return { ...feed, samples: [...feed.samples.slice(-MOST_SAMPLES + 1), taken] };
}
