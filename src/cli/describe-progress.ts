import type { LaneProgress, Progress } from '../app.ts';
import type { DocumentState } from '../domain/states.ts';
import { count, dollars, plural } from '../domain/wording.ts';
import type { Phrase } from './flow.ts';
import { duration, printable } from './format.ts';
import type { Tone } from './paint.ts';

const STATES: readonly { readonly state: DocumentState; readonly words: string; readonly tone?: Tone }[] = [
  { state: 'succeeded', words: 'good', tone: 'good' },
  { state: 'needs_review', words: 'to review', tone: 'review' },
  { state: 'partial', words: 'partial', tone: 'partial' },
  { state: 'failed', words: 'failed', tone: 'failed' },
  { state: 'skipped', words: 'skipped' },
  { state: 'cancelled', words: 'cancelled' },
];

const COMPACT = new Intl.NumberFormat('en-US', { notation: 'compact', maximumSignificantDigits: 3 });

/** How far the job is: documents, share, rate, time left. */
export function describePace({ total, totalKnown, ended, perMinute, etaMs }: Progress): Phrase[] {
  const share = totalKnown && total > 0 ? ` (${Math.floor((ended / total) * 100)} %)` : '';
  const more = totalKnown ? '' : '+';
  return phrases(
    `${count(ended)} of ${count(total)}${more} ${total === 1 && totalKnown ? 'document' : 'documents'}${share}`,
    perMinute === null ? null : rate(perMinute),
    etaMs === null ? null : `${duration(etaMs)} left`,
  );
}

/** A rate that is never `0/min` while something goes on. */
function rate(perMinute: number): string {
  if (perMinute >= 1) return `${perMinute < 10 ? perMinute.toFixed(1) : count(Math.round(perMinute))}/min`;
  return `${(perMinute * 60).toFixed(1)}/h`;
}

/** How many documents ended how. */
export function describeStates({ counts }: Progress): Phrase[] {
  const inWork = counts.running + counts.waiting;
  return [
    ...STATES.filter(({ state }) => counts[state] > 0).map(({ state, words, tone }) => ({
      text: `${count(counts[state])} ${words}`,
      ...(tone ? { tone } : {}),
    })),
    ...(inWork > 0 ? [{ text: `${count(inWork)} in work`, tone: 'working' as const }] : []),
  ];
}

/** What was used: pages, calls, money. */
export function describeUsage({ pages, usage, callsInFlight, lanes }: Progress): Phrase[] {
  const asked = usage.calls + (callsInFlight ?? 0) > 0;
  return phrases(
    pages?.counted ? `${plural(pages.counted, 'page')}${pages.all ? '' : ' in this run'}` : null,
    asked ? plural(usage.calls, 'call') : null,
    // Each lane says it for itself, where there are any.
    asked && callsInFlight !== null && !lanes?.length ? `${count(callsInFlight)} in flight` : null,
    asked ? dollars(usage.costMicros) : null,
  );
}

/** Documents by class, most first; says of how many where that is not all that ended. */
export function describeClasses({ classes }: Progress): Phrase[] {
  if (!classes) return [];
  const part = classes.all ? null : `of the ${count(classes.classified)} counted here`;
  return phrases(...[...classes.byClass].map(([name, sum]) => `${printable(name)} ${count(sum)}`), part);
}

/** What documents failed of, by problem code, most first. */
export function describeFailures({ survey }: Progress): Phrase[] {
  return (survey?.failures ?? []).map(({ code, documents }) => ({ text: `${code} ${count(documents)}` }));
}

/** One lane: its name, what is under way, the limits that were learnt, and what holds it back. */
export function describeLane(lane: LaneProgress): { readonly name: string; readonly phrases: Phrase[] } {
  const { inFlight, inFlightLimit, waiting, requestsPerMinute, tokensPerMinute, refused, sent } = lane;
  const held: Phrase[] = [
    ...(lane.pausedMs > 0
      ? [{ text: `provider asks to wait ${duration(lane.pausedMs)}`, tone: 'review' as const }]
      : []),
    ...describeTrouble(lane),
  ];
  return {
    name: printable(lane.lane),
    phrases: [
      ...held,
      ...phrases(
        inFlightLimit === null
          ? `${count(inFlight)} in flight`
          : `${count(inFlight)} of ${count(Math.floor(inFlightLimit))} in flight`,
        waiting > 0 ? `${count(waiting)} waiting` : null,
        requestsPerMinute === null ? null : `up to ${COMPACT.format(requestsPerMinute)} calls/min`,
        tokensPerMinute === null ? null : `up to ${COMPACT.format(tokensPerMinute)} tokens/min`,
        refused > 0 ? `${count(refused)} of ${count(sent)} refused` : null,
      ),
    ],
  };
}

/** Why a lane stands still, in pieces that fit a narrow line, and that it goes on by itself. */
function describeTrouble({ breaker, trouble = 'in trouble' }: LaneProgress): Phrase[] {
  if (breaker === 'closed') return [];
  const then = breaker === 'open' ? 'tries again within seconds' : 'trying again';
  return [...printable(trouble).split(': '), then].map((text) => ({ text, tone: 'failed' }));
}

function phrases(...texts: readonly (string | null)[]): Phrase[] {
  return texts.filter((text) => text !== null).map((text) => ({ text }));
}
