import { ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, type Tracer, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, type SpanExporter, TracerProvider } from '@opentelemetry/sdk-trace';
import type { LeafcutterEvent } from '../domain/event.ts';

/** The end of a process waits no longer for what is still to be sent. */
const CLOSE_MS = 3_000;

/** A document in work. */
interface Open {
  readonly jobId: string;
  readonly span: Span;
}

/**
 * Sends what happens to a collector, by the conventions of OpenTelemetry: a trace for each document, in it a span for each
 * call of a model with its tokens. It only listens; spans that a collector does not take in time are dropped. Neither
 * documents' text nor names are in them.
 */
export class Traces {
  readonly #provider: TracerProvider;
  readonly #tracer: Tracer;
  readonly #open = new Map<string, Open>();
  readonly #recipes = new Map<string, string>();

  constructor(exporter: SpanExporter) {
    this.#provider = new TracerProvider({
      resource: resourceFromAttributes({ 'service.name': 'leafcutter' }),
      spanProcessors: [new BatchSpanProcessor({ exporter })],
    });
    this.#tracer = this.#provider.getTracer('leafcutter');
  }

  readonly listen = (event: LeafcutterEvent): void => {
    switch (event.type) {
      case 'job-start':
        this.#recipes.set(event.jobId, event.recipe);
        break;
      case 'document-start': {
        const span = this.#tracer.startSpan(
          'document',
          {
            attributes: {
              'leafcutter.job.id': event.jobId,
              'leafcutter.document.id': event.documentId,
              'leafcutter.recipe': this.#recipes.get(event.jobId) ?? '',
            },
          },
          ROOT_CONTEXT,
        );
        this.#open.set(event.documentId, { jobId: event.jobId, span });
        break;
      }
      case 'call-end':
        this.#call(event);
        break;
      case 'document-end': {
        const span = this.#open.get(event.documentId)?.span;
        this.#open.delete(event.documentId);
        span?.setAttributes({ 'leafcutter.state': event.state, 'leafcutter.pages': event.pages });
        if (event.problem) fail(span, event.problem.code);
        span?.end();
        break;
      }
      case 'job-end':
        this.#recipes.delete(event.jobId);
        for (const [documentId, { jobId, span }] of this.#open) {
          if (jobId !== event.jobId) continue;
          span.setAttribute('leafcutter.state', 'pending');
          span.end();
          this.#open.delete(documentId);
        }
        break;
      default:
        break;
    }
  };

  /** Sends what is left, for a moment. */
  async close(): Promise<void> {
    const late = Promise.withResolvers<void>();
    const timer = setTimeout(late.resolve, CLOSE_MS);
    const sent = this.#provider.shutdown().catch(() => {
      // A collector that is not there is nobody's failure.
    });
    await Promise.race([sent, late.promise]).finally(() => clearTimeout(timer));
  }

  #call(event: Extract<LeafcutterEvent, { type: 'call-end' }>): void {
    const { documentId, model, question, attempt, durationMs, usage, problem } = event;
    const parent = this.#open.get(documentId)?.span;
    const endMs = Date.now();
    const span = this.#tracer.startSpan(
      `chat ${model}`,
      {
        kind: SpanKind.CLIENT,
        startTime: endMs - durationMs,
        attributes: {
          'gen_ai.operation.name': 'chat',
          'gen_ai.request.model': model,
          'gen_ai.usage.input_tokens': usage.inputTokens,
          'gen_ai.usage.output_tokens': usage.outputTokens,
          'gen_ai.usage.cache_read.input_tokens': usage.cachedTokens,
          'leafcutter.question': question,
          'leafcutter.attempt': attempt,
          'leafcutter.cost_micro_usd': usage.costMicros,
        },
      },
      parent ? trace.setSpan(ROOT_CONTEXT, parent) : ROOT_CONTEXT,
    );
    if (problem) fail(span, problem.code);
    span.end(endMs);
  }
}

/** Traces that go to the collector at an address such as `http://127.0.0.1:4318`. */
export function sendTraces(endpoint: string): Traces {
  return new Traces(new OTLPTraceExporter({ url: `${endpoint.replace(/\/+$/, '')}/v1/traces` }));
}

function fail(span: Span | undefined, code: string): void {
  span?.setAttribute('error.type', code);
  span?.setStatus({ code: SpanStatusCode.ERROR, message: code });
}
