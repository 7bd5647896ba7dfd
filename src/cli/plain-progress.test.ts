import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Progress } from '../app.ts';
import type { LeafcutterEvent } from '../domain/event.ts';
import { NO_DOCUMENTS } from '../domain/states.ts';
import { NO_USAGE } from '../domain/usage.ts';
import { Problem } from '../problem/problem.ts';
import { startPlainProgress, statusLine } from './plain-progress.ts';

const PROGRESS: Progress = {
  total: 2_000,
  totalKnown: true,
  ended: 500,
  counts: { ...NO_DOCUMENTS, pending: 1_490, running: 10, succeeded: 480, failed: 20 },
  survey: { groupSize: 1, groups: [], failures: [{ code: 'pdf-damaged', documents: 20 }] },
  classes: { classified: 480, all: false, byClass: new Map([['vendor_invoice', 480]]) },
  pages: { counted: 700, all: true },
  running: [],
  attention: [],
  callsInFlight: 3,
  usage: { ...NO_USAGE, calls: 490, costMicros: 250_000 },
  elapsedMs: 60_000,
  perMinute: 500,
  etaMs: 180_000,
  lanes: [
    {
      lane: 'gemini:model',
      inFlight: 3,
      waiting: 7,
      requestsPerMinute: 600,
      tokensPerMinute: null,
      inFlightLimit: null,
      breaker: 'closed',
      pausedMs: 2_500,
      refused: 0,
      sent: 493,
    },
  ],
  paused: false,
};

let written: string;
let stream: PassThrough;
let tell: (event: LeafcutterEvent) => void;
beforeEach(() => {
  vi.useFakeTimers();
  written = '';
  stream = new PassThrough();
  stream.on('data', (chunk) => {
    written += chunk;
  });
});
afterEach(() => vi.useRealTimers());

const start = (progress: Progress) =>
  startPlainProgress(
    {
      look: async () => {},
      progress: () => progress,
      listen: (listener) => {
        tell = listener;
        return () => {};
      },
      hint: () => [],
      keys: null,
    },
    stream,
  );
const ended = (state: 'succeeded' | 'failed'): LeafcutterEvent => ({
  type: 'document-end',
  jobId: 'job',
  documentId: 'job-1',
  name: 'a.pdf',
  state,
  pages: 2,
  usage: NO_USAGE,
  durationMs: 1_200,
});

it('says everything in one line', () => {
  expect(statusLine(PROGRESS)).toBe(
    '500 of 2,000 documents (25 %), 500/min, 3 min 00 s left; 480 good, 20 failed, 10 in work; 700 pages, 490 calls, $0.2500; ' +
      'classes: vendor_invoice 480, of the 480 counted here; failed of: pdf-damaged 20; ' +
      'gemini:model: provider asks to wait 2.5 s, 3 in flight, 7 waiting, up to 600 calls/min',
  );
});

it('writes that line every ten seconds, until it ends', async () => {
  const display = start(PROGRESS);
  await vi.advanceTimersByTimeAsync(20_500);
  expect(written.split('\n').filter((line) => line.startsWith('500 of'))).toHaveLength(2);
  await display.end();
  await vi.advanceTimersByTimeAsync(30_000);
  expect(written.split('\n').filter((line) => line.startsWith('500 of'))).toHaveLength(2);
});

it('names each document of a few, and only those that need attention of many, also before it has looked', () => {
  start({ ...PROGRESS, total: 0 });
  tell({ type: 'documents-found', jobId: 'job', total: 3, complete: true, endedBefore: 0 });
  tell(ended('succeeded'));
  expect(written).toBe('a.pdf: succeeded, 2 pages, 1.2 s\n');
  tell({ type: 'documents-found', jobId: 'job', total: 3_000, complete: true, endedBefore: 0 });
  tell(ended('succeeded'));
  tell(ended('failed'));
  expect(written).toBe('a.pdf: succeeded, 2 pages, 1.2 s\na.pdf: failed, 2 pages, 1.2 s\n');
});

it('says once why calls fail, and when they work again', () => {
  const lane = PROGRESS.lanes![0]!;
  start(PROGRESS);
  const trouble = 'a/b cannot be reached: its host name is not known';
  tell({ type: 'governor-change', ...lane, breaker: 'open', trouble });
  tell({ type: 'governor-change', ...lane, breaker: 'half-open', trouble });
  tell({ type: 'governor-change', ...lane, breaker: 'closed' });
  tell({ type: 'governor-change', ...lane, breaker: 'closed' });
  expect(written).toBe(
    `${trouble}; what needs it waits, and it is tried again every few seconds\n${lane.lane} works again\n`,
  );
});

it.each([
  ['"/in/a.pdf" needs a password', 'it needs a password'],
  ['/in/a.pdf cannot be read', 'it cannot be read'],
  ['a.pdf, page 1: nothing was found', 'page 1: nothing was found'],
  ['The disk is full', 'The disk is full'],
])('does not name a document twice: %s', (detail, said) => {
  start(PROGRESS);
  const problem = new Problem('pdf-damaged', { detail, subject: '/in/a.pdf' }).toJSON();
  tell({ ...ended('failed'), problem } as LeafcutterEvent);
  expect(written).toBe(`a.pdf: failed, 2 pages, 1.2 s: ${said}\n`);
});
