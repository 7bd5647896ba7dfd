import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import type { LeafcutterEvent } from '../domain/event.ts';
import { NO_DOCUMENTS } from '../domain/states.ts';
import { Problem } from '../problem/problem.ts';
import { sendTraces } from './traces.ts';

interface Sent {
  readonly resourceSpans: readonly {
    readonly scopeSpans: readonly { readonly spans: readonly SentSpan[] }[];
  }[];
}
interface SentSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly attributes: readonly { readonly key: string; readonly value: Record<string, unknown> }[];
}

const usage = { calls: 1, inputTokens: 100, outputTokens: 20, cachedTokens: 40, costMicros: 7 };
const about = { jobId: 'j', documentId: 'd' };
const call = { ...about, question: 'page', model: 'provider/fast', attempt: 1, durationMs: 30, usage };

it('sends a trace for each document, with its calls and without its name', async () => {
  let body = '';
  const collector = createServer((request, response) => {
    request.setEncoding('utf8').on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => response.end('{}'));
  }).listen(0, '127.0.0.1');
  await once(collector, 'listening');
  const traces = sendTraces(`http://127.0.0.1:${(collector.address() as AddressInfo).port}/`);
  const problem = new Problem('model-timeout', { detail: 'late' }).toJSON();
  const events: LeafcutterEvent[] = [
    { type: 'job-start', jobId: 'j', recipe: 'bill', resumed: false },
    { type: 'document-start', ...about, name: 'private.pdf' },
    { type: 'document-start', jobId: 'j', documentId: 'left', name: 'b.pdf' },
    { type: 'call-end', ...call, problem },
    { type: 'call-end', ...call, attempt: 2 },
    {
      type: 'document-end',
      ...about,
      name: 'private.pdf',
      state: 'succeeded',
      pages: 1,
      usage,
      durationMs: 40,
    },
    { type: 'job-end', jobId: 'j', state: 'paused', counts: NO_DOCUMENTS, usage, durationMs: 50 },
  ];
  for (const event of events) traces.listen(event);
  await traces.close();
  collector.close();
  const sent = JSON.parse(body) as Sent;
  const spans = sent.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans));
  expect(spans.map(({ name }) => name).toSorted()).toEqual([
    'chat provider/fast',
    'chat provider/fast',
    'document',
    'document',
  ]);
  const has = (span: SentSpan, key: string, value: unknown): boolean =>
    span.attributes.some((one) => one.key === key && Object.values(one.value)[0] === value);
  const document = spans.find((span) => has(span, 'leafcutter.state', 'succeeded'))!;
  const calls = spans.filter(({ name }) => name.startsWith('chat'));
  for (const { traceId, parentSpanId } of calls) {
    expect([traceId, parentSpanId]).toEqual([document.traceId, document.spanId]);
  }
  expect(calls.filter((span) => has(span, 'error.type', 'model-timeout'))).toHaveLength(1);
  expect(calls.every((span) => has(span, 'gen_ai.usage.input_tokens', 100))).toBe(true);
  expect(spans.some((span) => has(span, 'leafcutter.state', 'pending'))).toBe(true);
  expect(body).not.toContain('private.pdf');
});

it('ends soon where there is no collector', async () => {
  const traces = sendTraces('http://127.0.0.1:9');
  traces.listen({ type: 'call-end', ...call });
  await traces.close();
});
