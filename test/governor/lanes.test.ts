import { beforeEach, describe, expect, test } from 'vitest';
import { Admission } from '../../src/governor/admission.ts';
import type { CallOutcome, CallRequest, LaneState, Permit } from '../../src/governor/governor.ts';
import type { GovernorOptions } from '../../src/governor/governor-options.ts';
import type { Problem } from '../../src/problem/problem.ts';
import { EventQueue } from './event-queue.ts';

const HOUR_MS = 3_600_000;
/** 15 January 2026, noon in Los Angeles; its midnight is twelve hours away. */
const NOON_MS = Date.parse('2026-01-15T20:00:00Z');
const ANSWERED: CallOutcome = { kind: 'answered', tokens: 100, costMicros: 0 };
const DAY_USED_UP: CallOutcome = {
  kind: 'throttled',
  violations: [{ dimension: 'requests', window: 'day', limit: 50 }],
};

let events: EventQueue;
let changes: LaneState[];
beforeEach(() => {
  events = new EventQueue();
  changes = [];
});

function admissionOf(options: Partial<GovernorOptions> = {}): Admission {
  return new Admission({
    clock: events.clock(NOON_MS),
    onChange: (state) => changes.push(state),
    ...options,
  });
}

/** A call that was asked for, and what became of it. */
class Asked {
  permit: Permit | null = null;
  problem: Problem | null = null;
  withdraw = (): void => {};
}

function ask(admission: Admission, request: Partial<CallRequest> = {}): Asked {
  const asked = new Asked();
  asked.withdraw = admission.enqueue(
    {
      lanes: ['lane'],
      estimatedTokens: 100,
      estimatedCostMicros: 0,
      jobId: 'job',
      kind: 'extract',
      priority: 'batch',
      begun: false,
      ...request,
    },
    {
      granted: (permit) => {
        asked.permit = permit;
      },
      refused: (problem) => {
        asked.problem = problem;
      },
    },
  );
  return asked;
}

const runFor = (ms: number): void => {
  const untilMs = events.now() + ms;
  events.after(ms, () => {});
  events.run(untilMs);
};

describe('a quota of a day', () => {
  test('refused for it, all that waits is told until when; nothing is tried again before', () => {
    const admission = admissionOf({ defaultLimits: { maxInFlight: 1 } });
    const first = ask(admission);
    const second = ask(admission);
    first.permit!.settle(DAY_USED_UP);
    expect(second.problem).toMatchObject({ code: 'quota-exhausted', retryAfterMs: 12 * HOUR_MS });
    runFor(11 * HOUR_MS);
    expect(ask(admission).problem).toMatchObject({ code: 'quota-exhausted', retryAfterMs: HOUR_MS });
    expect(changes.at(-1)).toMatchObject({ lane: 'lane', pausedMs: 12 * HOUR_MS });
    runFor(HOUR_MS);
    expect(ask(admission).permit).not.toBeNull();
  });

  test('a configured one parks the lane when it is used up, and counts anew after midnight', () => {
    const admission = admissionOf({ defaultLimits: { requestsPerDay: 3 } });
    for (let call = 0; call < 3; call++) ask(admission).permit!.settle(ANSWERED);
    expect(ask(admission).problem).toMatchObject({ code: 'quota-exhausted', retryAfterMs: 12 * HOUR_MS });
    runFor(12 * HOUR_MS + 1);
    for (let call = 0; call < 3; call++) ask(admission).permit!.settle(ANSWERED);
    expect(ask(admission).problem).toMatchObject({ code: 'quota-exhausted' });
  });

  test('a refused call is none of it', () => {
    const admission = admissionOf({ defaultLimits: { requestsPerDay: 2 } });
    ask(admission).permit!.settle({ kind: 'throttled', retryAfterMs: 1_000, violations: [] });
    runFor(2_000);
    ask(admission).permit!.settle(ANSWERED);
    expect(ask(admission).problem).toBeNull();
    runFor(100);
    expect(ask(admission).problem).toMatchObject({ code: 'quota-exhausted' });
  });
});

describe('several keys', () => {
  const lanes = ['key-1', 'key-2'];

  test('work goes on with the others when one is used up for the day, and ends when all are', () => {
    const admission = admissionOf();
    const first = ask(admission, { lanes });
    expect(first.permit!.lane).toBe('key-1');
    first.permit!.settle(DAY_USED_UP);
    const second = ask(admission, { lanes });
    expect(second.permit!.lane).toBe('key-2');
    second.permit!.settle(DAY_USED_UP);
    expect(ask(admission, { lanes }).problem).toMatchObject({ code: 'quota-exhausted' });
  });

  test('a call bound to one key waits for it while the others go on', () => {
    const admission = admissionOf();
    ask(admission, { lanes: ['key-1'] }).permit!.settle({
      kind: 'throttled',
      retryAfterMs: 30_000,
      violations: [],
    });
    const bound = ask(admission, { lanes: ['key-1'] });
    const free = ask(admission, { lanes });
    expect(bound.permit).toBeNull();
    expect(free.permit!.lane).toBe('key-2');
    runFor(30_000);
    expect(bound.permit).toBeNull();
    runFor(200);
    expect(bound.permit!.lane).toBe('key-1');
  });

  test('a refusal of one key slows the others by nothing', () => {
    const admission = admissionOf({ lanes: { 'key-1': { maxInFlight: 1 }, 'key-2': { maxInFlight: 2 } } });
    const asked = Array.from({ length: 5 }, () => ask(admission, { lanes }));
    expect(asked.map(({ permit }) => permit?.lane)).toEqual([
      'key-1',
      'key-2',
      'key-2',
      undefined,
      undefined,
    ]);
    asked[0]!.permit!.settle({ kind: 'throttled', retryAfterMs: 60_000, violations: [] });
    asked[1]!.permit!.settle(ANSWERED);
    asked[2]!.permit!.settle(ANSWERED);
    expect(asked.slice(3).map(({ permit }) => permit?.lane)).toEqual(['key-2', 'key-2']);
  });
});

describe('a spend window', () => {
  test('a call that would pass it waits, a cheaper one behind it does not go first', () => {
    const admission = admissionOf({ defaultLimits: { costMicrosPerTenMinutes: 1_000 } });
    ask(admission, { estimatedCostMicros: 800 }).permit!.settle({
      kind: 'answered',
      tokens: 100,
      costMicros: 900,
    });
    const dear = ask(admission, { estimatedCostMicros: 200 });
    const cheap = ask(admission, { estimatedCostMicros: 50 });
    expect([dear.permit, cheap.permit]).toEqual([null, null]);
    runFor(600_000);
    expect([dear.permit, cheap.permit]).not.toContain(null);
  });

  test('it is learnt from a refusal for what was spent', () => {
    const admission = admissionOf();
    const first = ask(admission, { estimatedCostMicros: 500 });
    const second = ask(admission, { estimatedCostMicros: 500 });
    first.permit!.settle({ kind: 'answered', tokens: 100, costMicros: 500 });
    second.permit!.settle({
      kind: 'throttled',
      violations: [{ dimension: 'spend', window: 'other' }],
      retryAfterMs: 1_000,
    });
    const third = ask(admission, { estimatedCostMicros: 500 });
    runFor(599_000);
    expect(third.permit).toBeNull();
    runFor(2_000);
    expect(third.permit).not.toBeNull();
  });
});

describe('ceilings changed while calls run', () => {
  test('lowered, holders keep their places and nothing starts until enough have ended; raised, calls start at once', () => {
    const admission = admissionOf({ ceilings: { process: 4 } });
    const asked = Array.from({ length: 9 }, () => ask(admission));
    const running = (): number => asked.filter(({ permit }) => permit !== null).length;
    expect(running()).toBe(4);
    admission.setCeiling('process', 2);
    expect(admission.state()[0]!.inFlight).toBe(4);
    asked[0]!.permit!.settle(ANSWERED);
    asked[1]!.permit!.settle(ANSWERED);
    expect(running()).toBe(4);
    asked[2]!.permit!.settle(ANSWERED);
    expect(running()).toBe(5);
    admission.setCeiling('process', 4);
    runFor(1_000);
    expect(running()).toBe(7);
    admission.setCeiling('process', Number.POSITIVE_INFINITY);
    runFor(1_000);
    expect(running()).toBe(9);
    for (const { permit } of asked) permit!.settle(ANSWERED);
    expect(admission.state()[0]).toMatchObject({ inFlight: 0, waiting: 0 });
  });

  test('a kind at its ceiling holds up no other kind', () => {
    const admission = admissionOf({ ceilings: { extract: 1 } });
    ask(admission);
    const extract = ask(admission);
    const classify = ask(admission, { kind: 'classify' });
    expect(extract.permit).toBeNull();
    expect(classify.permit).not.toBeNull();
    admission.setCeiling('extract', 2);
    runFor(100);
    expect(extract.permit).not.toBeNull();
  });

  test('changes of a lane are told once each, and none for nothing', () => {
    const admission = admissionOf();
    ask(admission).permit!.settle(ANSWERED);
    expect(changes).toEqual([]);
    ask(admission).permit!.settle({
      kind: 'throttled',
      retryAfterMs: 5_000,
      violations: [{ dimension: 'requests', window: 'minute', limit: 300 }],
    });
    expect(changes.map(({ requestsPerMinute, pausedMs }) => ({ requestsPerMinute, pausedMs }))).toEqual([
      { requestsPerMinute: 300, pausedMs: 5_100 },
    ]);
    runFor(6_000);
    ask(admission).permit!.settle(ANSWERED);
    ask(admission).permit!.settle(ANSWERED);
    expect(changes).toHaveLength(2);
    expect(changes[1]).toMatchObject({ requestsPerMinute: 300, pausedMs: 0 });
  });
});
