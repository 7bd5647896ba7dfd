import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { LeafcutterEvent } from '../domain/event.ts';
import { BoundedLabel } from './bounded-label.ts';
import type { LaneProgress } from './progress.ts';

/** Values of each label that are told apart; a program has fewer of each. */
const MOST = { recipes: 50, models: 50, lanes: 50, routes: 200, ended: 100 };
const CALL_SECONDS = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40, 80, 160, 300];
const DOCUMENT_SECONDS = [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300, 900, 3600];
const REQUEST_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30, 60];

/** Where metrics ask for what no event tells, whenever they are read. */
export interface MetricsParts {
  /** What the governor knows of each lane now. */
  readonly lanes: () => readonly LaneProgress[];
  /** Jobs that wait for their turn. */
  readonly jobsQueued: () => number;
  /** Readers of events that are connected. */
  readonly eventReaders: () => number;
}

/** A request that was answered. */
export interface AnsweredRequest {
  readonly method: string;
  /** Pattern of its address, such as `/v1/jobs/:jobId`: no address itself, or there would be a series for each. */
  readonly route: string;
  readonly status: number;
  readonly durationMs: number;
}

/**
 * Counts what happens, in the form that Prometheus reads. It only listens. Labels have few values whatever comes: states,
 * problem codes and address patterns are fixed sets, names of recipes, models and lanes are bounded; no document, job, key
 * or file is one.
 */
export class Metrics {
  readonly contentType: string;
  readonly #registry = new Registry();
  readonly #recipe = new BoundedLabel(MOST.recipes);
  readonly #model = new BoundedLabel(MOST.models);
  readonly #lane = new BoundedLabel(MOST.lanes);
  readonly #route = new BoundedLabel(MOST.routes);
  /** The jobs in work: events of documents do not name the recipe, and a run that stops leaves some without an end. */
  readonly #jobs = new Map<string, { readonly recipe: string; inWork: number }>();
  /** Recipes of jobs that ended of late: what other processes did of them is told after it. */
  readonly #ended = new Map<string, string>();
  readonly #jobsStarted;
  readonly #jobsEnded;
  readonly #documentsInWork;
  readonly #documents;
  readonly #documentSeconds;
  readonly #pages;
  readonly #calls;
  readonly #callsInFlight;
  readonly #callSeconds;
  readonly #tokens;
  readonly #cost;
  readonly #requests;
  readonly #requestSeconds;

  constructor({ lanes, jobsQueued, eventReaders }: MetricsParts) {
    const registers = [this.#registry];
    this.contentType = this.#registry.contentType;
    collectDefaultMetrics({ register: this.#registry });
    const counter = <Label extends string>(name: string, help: string, labelNames: readonly Label[]) =>
      new Counter({ name: `leafcutter_${name}`, help, labelNames, registers });
    const gauge = <Label extends string>(name: string, help: string, labelNames: readonly Label[]) =>
      new Gauge({ name: `leafcutter_${name}`, help, labelNames, registers });
    this.#jobsStarted = counter('jobs_started_total', 'Runs of jobs that began', ['recipe']);
    this.#jobsEnded = counter('jobs_ended_total', 'Runs of jobs that ended, by the state they left', [
      'recipe',
      'state',
    ]);
    this.#documents = counter('documents_total', 'Documents that ended, by state', ['recipe', 'state']);
    this.#documentsInWork = gauge('documents_in_work', 'Documents in work now', ['recipe']);
    this.#documentSeconds = new Histogram({
      name: 'leafcutter_document_duration_seconds',
      help: 'From taking up a document to its result',
      labelNames: ['recipe'],
      buckets: DOCUMENT_SECONDS,
      registers,
    });
    this.#pages = counter('pages_total', 'Pages of the documents that ended', ['recipe']);
    this.#calls = counter('model_calls_total', 'Calls of models; outcome is answered or a problem code', [
      'model',
      'outcome',
    ]);
    this.#callsInFlight = gauge('model_calls_in_flight', 'Calls of models that are not answered yet', [
      'model',
    ]);
    this.#callSeconds = new Histogram({
      name: 'leafcutter_model_call_duration_seconds',
      help: 'Calls of models from sending to answer',
      labelNames: ['model'],
      buckets: CALL_SECONDS,
      registers,
    });
    this.#tokens = counter('model_tokens_total', 'Tokens of calls; cached ones are part of input', [
      'model',
      'kind',
    ]);
    this.#cost = counter('model_cost_micro_usd_total', 'Cost of calls in millionths of a US dollar', [
      'model',
    ]);
    this.#requests = counter('http_requests_total', 'Requests answered', ['method', 'route', 'status']);
    this.#requestSeconds = new Histogram({
      name: 'leafcutter_http_request_duration_seconds',
      help: 'From a request to its answer; waiting for a job that was asked for counts',
      labelNames: ['method', 'route'],
      buckets: REQUEST_SECONDS,
      registers,
    });
    const read = (name: string, help: string, value: () => number): void => {
      new Gauge({
        name: `leafcutter_${name}`,
        help,
        registers,
        collect() {
          this.set(value());
        },
      });
    };
    read('jobs_queued', 'Jobs that wait for their turn', jobsQueued);
    read('event_readers', 'Readers of events that are connected', eventReaders);
    this.#readLanes(lanes);
  }

  readonly listen = (event: LeafcutterEvent): void => {
    switch (event.type) {
      case 'job-start': {
        const recipe = this.#recipe.value(event.recipe);
        this.#jobs.set(event.jobId, { recipe, inWork: 0 });
        this.#jobsStarted.inc({ recipe });
        break;
      }
      case 'job-end': {
        const { recipe, inWork } = this.#job(event.jobId);
        this.#jobsEnded.inc({ recipe, state: event.state });
        this.#documentsInWork.dec({ recipe }, inWork);
        this.#jobs.delete(event.jobId);
        this.#ended.set(event.jobId, recipe);
        for (const known of this.#ended.keys()) {
          if (this.#ended.size <= MOST.ended) break;
          this.#ended.delete(known);
        }
        break;
      }
      case 'document-start': {
        const job = this.#jobs.get(event.jobId);
        if (job === undefined) break;
        job.inWork++;
        this.#documentsInWork.inc({ recipe: job.recipe });
        break;
      }
      case 'document-end': {
        const job = this.#job(event.jobId);
        const { recipe } = job;
        if (job.inWork > 0) {
          job.inWork--;
          this.#documentsInWork.dec({ recipe });
        }
        this.#documents.inc({ recipe, state: event.state });
        this.#pages.inc({ recipe }, event.pages);
        this.#documentSeconds.observe({ recipe }, event.durationMs / 1000);
        break;
      }
      case 'call-start':
        this.#callsInFlight.inc({ model: this.#model.value(event.model) });
        break;
      case 'call-end': {
        const model = this.#model.value(event.model);
        const { inputTokens, outputTokens, cachedTokens, costMicros } = event.usage;
        this.#callsInFlight.dec({ model });
        this.#calls.inc({ model, outcome: event.problem?.code ?? 'answered' });
        this.#callSeconds.observe({ model }, event.durationMs / 1000);
        this.#tokens.inc({ model, kind: 'input' }, inputTokens);
        this.#tokens.inc({ model, kind: 'output' }, outputTokens);
        this.#tokens.inc({ model, kind: 'cached' }, cachedTokens);
        this.#cost.inc({ model }, costMicros);
        break;
      }
      default:
        break;
    }
  };

  /** Counts a request that was answered. */
  answered({ method, route, status, durationMs }: AnsweredRequest): void {
    const labels = { method, route: this.#route.value(route) };
    this.#requests.inc({ ...labels, status: String(status) });
    this.#requestSeconds.observe(labels, durationMs / 1000);
  }

  /** Everything, as Prometheus reads it. */
  read(): Promise<string> {
    return this.#registry.metrics();
  }

  #job(jobId: string): { readonly recipe: string; inWork: number } {
    return this.#jobs.get(jobId) ?? { recipe: this.#ended.get(jobId) ?? 'other', inWork: 0 };
  }

  #readLanes(lanes: MetricsParts['lanes']): void {
    const label = this.#lane;
    const gauge = (name: string, help: string, value: (lane: LaneProgress) => number | null): void => {
      new Gauge({
        name: `leafcutter_governor_${name}`,
        help,
        labelNames: ['lane'],
        registers: [this.#registry],
        collect() {
          this.reset();
          for (const lane of lanes()) {
            const now = value(lane);
            // What is not known has no value: 0 would be a limit.
            if (now !== null) this.set({ lane: label.value(lane.lane) }, now);
          }
        },
      });
    };
    gauge('in_flight', 'Calls of a lane in flight', ({ inFlight }) => inFlight);
    gauge('waiting', 'Calls of a lane that wait for a permit', ({ waiting }) => waiting);
    gauge(
      'requests_per_minute_limit',
      'Requests a minute, as configured or learnt',
      (lane) => lane.requestsPerMinute,
    );
    gauge(
      'tokens_per_minute_limit',
      'Tokens a minute, as configured or learnt',
      (lane) => lane.tokensPerMinute,
    );
    gauge(
      'in_flight_limit',
      'Calls in flight at once, as configured or learnt',
      (lane) => lane.inFlightLimit,
    );
    gauge('paused_seconds', 'Until a lane goes on', ({ pausedMs }) => pausedMs / 1000);
    gauge('sent', 'Calls sent by a lane since the start', ({ sent }) => sent);
    gauge('refused', 'Calls of a lane that the provider refused', ({ refused }) => refused);
    gauge('breaker_open', '1 while calls of a lane fail and it only probes', ({ breaker }) =>
      breaker === 'closed' ? 0 : 1,
    );
  }
}
