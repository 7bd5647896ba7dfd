import { expect, it } from 'vitest';
import type { LeafcutterEvent } from '../domain/event.ts';
import { NO_DOCUMENTS } from '../domain/states.ts';
import { Metrics } from './metrics.ts';

const usage = { calls: 1, inputTokens: 100, outputTokens: 20, cachedTokens: 40, costMicros: 7 };
const call = { jobId: 'j', documentId: 'd', question: 'q', model: 'fast', attempt: 1 };
const lane = {
  lane: 'a',
  inFlight: 3,
  waiting: 2,
  requestsPerMinute: 60,
  tokensPerMinute: null,
  inFlightLimit: null,
  breaker: 'open' as const,
  pausedMs: 1500,
  refused: 1,
  sent: 9,
};

function metricsOf(events: readonly LeafcutterEvent[]): Metrics {
  const metrics = new Metrics({ lanes: () => [lane], jobsQueued: () => 4, eventReaders: () => 5 });
  for (const event of events) metrics.listen(event);
  return metrics;
}

it('tells jobs, documents, calls, tokens and cost from events', async () => {
  const text = await metricsOf([
    { type: 'job-start', jobId: 'j', recipe: 'bill', resumed: false },
    { type: 'document-start', jobId: 'j', documentId: 'd', name: 'a.pdf' },
    { type: 'document-start', jobId: 'j', documentId: 'e', name: 'b.pdf' },
    { type: 'call-start', ...call },
    { type: 'call-start', ...call },
    { type: 'call-end', ...call, durationMs: 300, usage },
    {
      type: 'document-end',
      jobId: 'j',
      documentId: 'd',
      name: 'a.pdf',
      state: 'needs_review',
      pages: 3,
      usage,
      durationMs: 20,
    },
  ]).read();
  for (const line of [
    'leafcutter_jobs_started_total{recipe="bill"} 1',
    'leafcutter_documents_in_work{recipe="bill"} 1',
    'leafcutter_documents_total{recipe="bill",state="needs_review"} 1',
    'leafcutter_pages_total{recipe="bill"} 3',
    'leafcutter_model_calls_in_flight{model="fast"} 1',
    'leafcutter_model_calls_total{model="fast",outcome="answered"} 1',
    'leafcutter_model_tokens_total{model="fast",kind="cached"} 40',
    'leafcutter_model_cost_micro_usd_total{model="fast"} 7',
    'leafcutter_governor_requests_per_minute_limit{lane="a"} 60',
    'leafcutter_governor_breaker_open{lane="a"} 1',
    'leafcutter_jobs_queued 4',
    'leafcutter_event_readers 5',
  ]) {
    expect(text).toContain(`\n${line}\n`);
  }
  expect(text).toContain('nodejs_eventloop_lag_p99_seconds');
  expect(text).toContain('process_resident_memory_bytes');
  expect(text).not.toContain('tokens_per_minute_limit{');
  expect(text).not.toContain('a.pdf');
});

it('counts no document as in work that a stopped run left', async () => {
  const text = await metricsOf([
    { type: 'job-start', jobId: 'j', recipe: 'bill', resumed: false },
    { type: 'document-start', jobId: 'j', documentId: 'd', name: 'a.pdf' },
    {
      type: 'job-end',
      jobId: 'j',
      state: 'paused',
      counts: { ...NO_DOCUMENTS, pending: 1 },
      usage,
      durationMs: 20,
    },
  ]).read();
  expect(text).toContain('leafcutter_documents_in_work{recipe="bill"} 0');
  expect(text).toContain('leafcutter_jobs_ended_total{recipe="bill",state="paused"} 1');
});

it('has few series whatever names come', async () => {
  const metrics = metricsOf(
    Array.from({ length: 1000 }, (_, n) => ({ type: 'call-start', ...call, model: `model ${n}` }) as const),
  );
  for (let n = 0; n < 1000; n++) {
    metrics.answered({ method: 'GET', route: `/made/up/${n}`, status: 404, durationMs: 1 });
  }
  const text = await metrics.read();
  expect(text.match(/^leafcutter_model_calls_in_flight\{/gm)).toHaveLength(51);
  expect(text).toContain('leafcutter_model_calls_in_flight{model="other"} 950');
  expect(text.match(/^leafcutter_http_requests_total\{/gm)).toHaveLength(201);
});

it('counts what other processes did of a job that has ended, and leaves nothing in work', async () => {
  const late = { jobId: 'j', documentId: 'e', name: 'b.pdf' } as const;
  const text = await metricsOf([
    { type: 'job-start', jobId: 'j', recipe: 'bill', resumed: false },
    { type: 'job-end', jobId: 'j', state: 'completed', counts: NO_DOCUMENTS, usage, durationMs: 20 },
    { type: 'document-start', ...late },
    { type: 'document-end', ...late, state: 'succeeded', pages: 1, usage, durationMs: 20 },
  ]).read();
  expect(text).toContain('leafcutter_documents_total{recipe="bill",state="succeeded"} 1');
  expect(text).toContain('leafcutter_documents_in_work{recipe="bill"} 0');
});
