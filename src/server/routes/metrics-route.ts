import { z } from 'zod';
import { Metrics } from '../../app.ts';
import type { Api, ServerContext } from '../context.ts';
import { bodyOf, PROBLEM_RESPONSES } from '../openapi.ts';

/** Figures for Prometheus, of the answers of this server and of the events that the metrics it answers are told. */
export function metricsRoute(api: Api, { leafcutter, queue, streams }: ServerContext): Metrics {
  const metrics = new Metrics({
    lanes: () => leafcutter.laneStates(),
    jobsQueued: () => queue.waiting,
    eventReaders: () => streams.size,
  });
  api.addHook('onResponse', async ({ method, routeOptions }, reply) => {
    metrics.answered({
      method,
      // What nobody serves has no pattern, and its addresses are without number.
      route: routeOptions.url ?? 'none',
      status: reply.statusCode,
      durationMs: reply.elapsedTime,
    });
  });
  api.get(
    '/metrics',
    {
      schema: {
        tags: ['service'],
        summary: 'Figures in the text format of Prometheus',
        response: {
          200: bodyOf('text/plain', z.string(), 'Jobs, documents, calls, tokens, cost, limits, memory'),
          ...PROBLEM_RESPONSES,
        },
      },
    },
    async (_request, reply) => reply.type(metrics.contentType).send(await metrics.read()),
  );
  return metrics;
}
