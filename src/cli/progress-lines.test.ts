import { stripVTControlCharacters } from 'node:util';
import { expect, it } from 'vitest';
import type { LaneProgress, Progress } from '../app.ts';
import { NO_DOCUMENTS } from '../domain/states.ts';
import { Problem } from '../problem/problem.ts';
import { type DisplayLine, type Frame, progressLines } from './progress-lines.ts';

const LANE: LaneProgress = {
  lane: 'gemini:8254c329:gemini-3.8-flash',
  inFlight: 12,
  waiting: 1_900,
  requestsPerMinute: 150.4,
  tokensPerMinute: 1_234_567,
  inFlightLimit: 15.7,
  breaker: 'closed',
  pausedMs: 0,
  refused: 3,
  sent: 400,
};

const PROGRESS: Progress = {
  total: 100_000,
  totalKnown: true,
  ended: 43_210,
  counts: {
    ...NO_DOCUMENTS,
    pending: 56_726,
    running: 64,
    succeeded: 43_000,
    needs_review: 110,
    failed: 100,
  },
  survey: {
    groupSize: 50,
    groups: Array.from({ length: 2_000 }, (_, index) => (index < 860 ? { succeeded: 50 } : { pending: 50 })),
    failures: [
      { code: 'pdf-damaged', documents: 70 },
      { code: 'model-blocked', documents: 30 },
    ],
  },
  classes: {
    classified: 43_110,
    all: true,
    byClass: new Map([
      ['vendor_invoice', 40_000],
      ['irrelevant', 3_110],
    ]),
  },
  pages: { counted: 90_000, all: false },
  running: Array.from({ length: 5 }, (_, index) => ({
    name: `folder/file-${index}.pdf`,
    done: 1,
    total: 20,
    ...(index === 1 ? { step: { name: 'topics', done: 3, total: 12 } } : {}),
  })),
  attention: [
    {
      name: `${'long/'.repeat(60)}bad\u001b[2J\nname.pdf`,
      state: 'failed',
      problem: new Problem('pdf-damaged', { detail: 'It is damaged' }).toJSON(),
    },
  ],
  callsInFlight: 12,
  usage: { calls: 43_000, inputTokens: 1, outputTokens: 1, cachedTokens: 0, costMicros: 12_340_000 },
  elapsedMs: 725_000,
  perMinute: 3_576,
  etaMs: 952_000,
  lanes: [LANE],
  paused: false,
};

const frame = (more: Partial<Frame>): Frame => ({
  columns: 120,
  rows: 40,
  paint: (_tone, text) => text,
  hint: [{ text: 'p pause' }, { text: 'q quit' }],
  last: false,
  ...more,
});
it('names a file on a narrow terminal, and says why only where there is room', () => {
  const problem = new Problem('nothing-readable', { detail: 'Nothing' }).toJSON();
  const one = { ...PROGRESS, attention: [{ name: 'receipt-french.png', state: 'failed' as const, problem }] };
  const tail = (columns: number) =>
    progressLines(one, frame({ columns })).flatMap((line) =>
      typeof line === 'object' && line.name === 'receipt-french.png' ? [line.tail] : [],
    );
  expect([tail(40), tail(80)]).toEqual([[''], [': Nothing could be read without a model']]);
});

const textOf = (lines: readonly DisplayLine[]): string =>
  lines.map((line) => (typeof line === 'string' ? line : `${line.lead}${line.name}${line.tail}`)).join('\n');

it('says how far, how fast, how long, how much, which classes, which failures, what each lane does', () => {
  const text = textOf(progressLines(PROGRESS, frame({})));
  for (const words of [
    '43,210 of 100,000 documents (43 %) · 3,576/min · 15 min 52 s left · 12 min 05 s so far',
    '43,000 good · 110 to review · 100 failed · 64 in work',
    '90,000 pages in this run · 43,000 calls · $12.34',
    'classes  vendor_invoice 40,000 · irrelevant 3,110',
    'failed of  pdf-damaged 70 · model-blocked 30',
    'gemini:8254c329:gemini-3.8-flash  12 of 15 in flight · 1,900 waiting · up to 150 calls/min',
    'up to 1.23M tokens/min',
    '3 of 400 refused',
    'in work folder/file-0.pdf 1/20',
    'in work folder/file-1.pdf topics 3/12',
    'The PDF is damaged',
    'p pause · q quit',
  ]) {
    expect(text).toContain(words);
  }
});

it('says what holds a lane back', () => {
  const lanes = [
    { ...LANE, pausedMs: 12_000, breaker: 'open' as const },
    { ...LANE, breaker: 'half-open' as const, trouble: 'a/b cannot be reached: its host name is not known' },
  ];
  const text = textOf(progressLines({ ...PROGRESS, lanes }, frame({ columns: 200 })));
  expect(text).toContain('provider asks to wait 12 s');
  expect(text).toContain('in trouble · tries again within seconds');
  expect(text).toContain('a/b cannot be reached · its host name is not known · trying again');
});

it.each([
  [20, 10],
  [40, 12],
  [40, 24],
  [80, 24],
  [120, 40],
  [200, 50],
  [80, 3],
])('fits a terminal of %i columns and %i rows', (columns, rows) => {
  const lines = progressLines(PROGRESS, frame({ columns, rows }));
  expect(lines.length).toBeLessThan(rows);
  for (const line of lines) {
    // Single words may be longer than the narrowest terminals: those lines are cut.
    if (typeof line === 'string' && columns >= 40) expect(line.length).toBeLessThanOrEqual(columns);
  }
});

it('lets nothing out of a name that could move the cursor or change colours', () => {
  const text = textOf(progressLines(PROGRESS, frame({ rows: 60 })));
  expect(stripVTControlCharacters(text)).toBe(text);
  expect(text).toContain('bad␣name.pdf');
});

it('leaves out what passes when it is drawn for the last time', () => {
  const text = textOf(progressLines(PROGRESS, frame({ last: true })));
  expect(text).not.toContain('in work folder');
  expect(text).not.toContain(' left');
  expect(text).not.toContain('p pause');
});

it('draws a job of which nothing is known yet', () => {
  const nothing: Progress = {
    ...PROGRESS,
    total: 0,
    totalKnown: false,
    ended: 0,
    counts: NO_DOCUMENTS,
    survey: null,
    classes: null,
    pages: null,
    running: [],
    attention: [],
    callsInFlight: null,
    perMinute: null,
    etaMs: null,
    lanes: null,
    usage: { ...PROGRESS.usage, calls: 0 },
  };
  expect(textOf(progressLines(nothing, frame({})))).toBe(
    '0 of 0+ documents · 12 min 05 s so far\n\np pause · q quit',
  );
});
