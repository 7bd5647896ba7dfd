import { randomBytes } from 'node:crypto';
import fastifyHelmet from '@fastify/helmet';
import fastifyMultipart from '@fastify/multipart';
import fastifyRateLimit from '@fastify/rate-limit';
import fastifySwagger from '@fastify/swagger';
import fastifySwaggerUi from '@fastify/swagger-ui';
import fastifyUnderPressure from '@fastify/under-pressure';
import fastify, { type FastifyReply, type FastifyRequest, type FastifyServerOptions } from 'fastify';
import { jsonSchemaTransformObject, validatorCompiler } from 'fastify-type-provider-zod';
import { createPost } from '../app.ts';
import { toWire } from '../domain/wire.ts';
import type { Leafcutter } from '../leafcutter.ts';
import { Problem, type ProblemJson } from '../problem/problem.ts';
import { checkListening, guardAccess, isLoopback } from './access.ts';
import { AllowedMethods, LONGEST_PARAMETER } from './allowed-methods.ts';
import { answerClientError } from './client-error.ts';
import type { Api, ServerContext } from './context.ts';
import { EventLog } from './event-log.ts';
import { JobChanges } from './job-changes.ts';
import { JobIntake } from './job-intake.ts';
import { JobQueue } from './job-queue.ts';
import { KeyQuotas } from './key-quotas.ts';
import { holdToKeyRates, KeyRates, tooManyRequests } from './key-rates.ts';
import { openApiTransform } from './openapi.ts';
import { isOfTheServer, OwnPlaces } from './own-places.ts';
import { STREAM_TIMES, type StreamTimes } from './paced-stream.ts';
import { servePage } from './page.ts';
import { requestProblem } from './request-problem.ts';
import { Rests } from './rests.ts';
import { billRoute } from './routes/bill-route.ts';
import { combinedRoutes } from './routes/combined-routes.ts';
import { courseRoutes } from './routes/course-routes.ts';
import { documentRoutes } from './routes/document-routes.ts';
import { jobListEvents } from './routes/job-list-events.ts';
import { jobRoutes } from './routes/job-routes.ts';
import { metricsRoute } from './routes/metrics-route.ts';
import { resultRoutes } from './routes/result-routes.ts';
import { reviewRoutes } from './routes/review-routes.ts';
import { serviceRoutes } from './routes/service-routes.ts';
import { tableRoutes } from './routes/table-routes.ts';
import { uploadRoutes } from './routes/upload-routes.ts';
import { safeLogger } from './safe-logger.ts';
import { StreamSet } from './stream-set.ts';
import { Sweeper } from './sweeper.ts';
import { UploadFolder } from './upload-folder.ts';
import { Webhooks } from './webhooks.ts';
import { jobBody } from './wire.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** True for what is refused first when the server has too much to do. */
    readonly heavy?: boolean;
  }
}

/** How to make a server. */
export interface ServerOptions {
  /** Version of Leafcutter, for the API's description. */
  readonly version: string;
  /** Ask for a key on loopback too; default false. */
  readonly requireKey?: boolean;
  /** Folder of the built page, see `builtPage`; null or absent: the API alone. */
  readonly page?: string | null;
  /** Default: none. */
  readonly logger?: FastifyServerOptions['logger'];
  readonly streamTimes?: Partial<StreamTimes>;
  /** How long a body may send nothing; default 30 s. */
  readonly bodyIdleMs?: number;
  /** How long requests that are being answered may take when the server ends; default 10 s. */
  readonly drainMs?: number;
  /** Above it heavy requests are refused; default 250 ms. 0: never. */
  readonly maxEventLoopDelayMs?: number;
}

/** A server that is not listening yet, or is. */
export interface LeafcutterServer {
  readonly api: Api;
  /** Readers of events that are connected now. */
  readonly streams: number;
  /**
   * Goes on with unfinished jobs and listens; answers the address. Throws `invalid-option` for an address that others
   * reach while there is no key.
   */
  listen(where?: { readonly host?: string; readonly port?: number }): Promise<string>;
  /**
   * Drains: takes nothing new, ends streams and waits, lets calls in flight end. The Leafcutter stays open: it is the
   * caller's.
   */
  close(): Promise<void>;
}

const JSON_BODY_BYTES = 2 * 1024 * 1024;
/** A body of the largest file over a slow line may take so long; a stalled one is given up much sooner. */
const REQUEST_TIMEOUT_MS = 3_600_000;
/** Headers that come slower hold a connection, not a place for work. */
const HEADERS_TIMEOUT_MS = 20_000;
/** How often slow ones are looked for. */
const CHECK_MS = 5_000;
/** How long a refused body is read on, so that its sender comes to read the answer. */
const LINGER_MS = 1_000;
const DEFAULT_DRAIN_MS = 10_000;
const DEFAULT_BODY_IDLE_MS = 30_000;
const DEFAULT_LOOP_DELAY_MS = 250;
/** How often jobs of other servers of the same store are looked for that nobody works on. */
const ADOPT_MS = 3_000;
const RATE_WINDOW_MS = 60_000;
/** Of an address where there is nothing, so many characters are told back. */
const LONGEST_TOLD = 200;
/** When a server that has too much to do is worth another try, in seconds. */
const BUSY_RETRY_SECONDS = 5;

/** What pages of this server may load: only what comes from it. */
const CONTENT_SECURITY = {
  useDefaults: false,
  directives: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    imgSrc: ["'self'", 'data:', 'blob:'],
    connectSrc: ["'self'"],
    fontSrc: ["'self'"],
    formAction: ["'self'"],
    baseUri: ["'none'"],
    frameAncestors: ["'none'"],
  },
};

/** Puts a server over a Leafcutter. It listens, and goes on with unfinished jobs, when it is told to. */
export async function createServer(
  leafcutter: Leafcutter,
  options: ServerOptions,
): Promise<LeafcutterServer> {
  const { config } = leafcutter;
  const { drainMs = DEFAULT_DRAIN_MS } = options;
  let draining = false;
  const leaving = new AbortController();
  let stopAdopting = (): void => {};
  let letOthersServe = async (): Promise<void> => {};
  const uploads = new UploadFolder({
    directory: leafcutter.directory,
    pdf: leafcutter.pdf,
    maxPages: config.maxPages,
    ttlHours: config.uploadTtlHours,
  });
  await uploads.open();
  let keyRequired = options.requireKey ?? false;
  const epoch = randomBytes(6).toString('hex');
  const ownPlaces = new OwnPlaces(leafcutter.directory);
  const hide = (problem: ProblemJson): ProblemJson => ownPlaces.hide(problem);
  const log = new EventLog(epoch, hide);
  const changes = new JobChanges(epoch);
  const rests = new Rests();
  const streams = new StreamSet();
  const api = fastify({
    logger: safeLogger(options.logger),
    bodyLimit: JSON_BODY_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    http: { headersTimeout: HEADERS_TIMEOUT_MS, connectionsCheckingInterval: CHECK_MS },
    clientErrorHandler: answerClientError,
    forceCloseConnections: 'idle',
    return503OnClosing: true,
    routerOptions: { maxParamLength: LONGEST_PARAMETER },
    frameworkErrors: (error, _request, reply) => void answerProblem(reply, requestProblem(error).toJSON()),
    genReqId: () => randomBytes(8).toString('hex'),
  }) as unknown as Api;
  const onError = (error: unknown): void => api.log.error({ err: error }, 'work behind the scenes failed');
  const isShared = config.databaseUrl !== undefined;
  const queue: JobQueue = new JobQueue({
    leafcutter,
    maxJobs: config.concurrent ? config.maxJobs : 1,
    hide,
    shared: isShared,
    onAdded: (jobId) => changes.note(jobId),
    onRest(jobId) {
      changes.note(jobId);
      rests.ring(jobId);
      streams.rested(jobId);
      quotas.rested(jobId);
      webhooks.tell(jobId).catch(onError);
    },
    onError,
  });
  const webhooks = new Webhooks({
    store: leafcutter.store,
    post: createPost({ allowHosts: config.allowHosts }),
    body: (job) => jobBody(job, leafcutter.store, queue),
    now: Date.now,
    random: Math.random,
    onError,
  });
  const quotas = new KeyQuotas({ store: leafcutter.store, now: Date.now, onError });
  const sweeper = new Sweeper({
    store: leafcutter.store,
    uploads,
    onRemoved: (jobId) => changes.note(jobId),
    onError,
  });
  const reader = await leafcutter.openReader();
  const context: ServerContext = {
    leafcutter,
    reader,
    queue,
    intake: new JobIntake({ leafcutter, uploads, queue, quotas }),
    quotas,
    uploads,
    log,
    changes,
    rests,
    streams,
    hide,
    streamTimes: { ...STREAM_TIMES, ...options.streamTimes },
    bodyIdleMs: options.bodyIdleMs ?? DEFAULT_BODY_IDLE_MS,
    leaving: leaving.signal,
    draining: () => draining,
  };

  // Text is no request of ours: without this its type would be taken, and its first letter refused.
  api.removeContentTypeParser('text/plain');
  api.setValidatorCompiler(validatorCompiler);
  // Answers are built from the same types as their schemas; tests hold them to the schemas.
  api.setSerializerCompiler(() => JSON.stringify);
  api.setErrorHandler((error, request, reply) => {
    const problem = requestProblem(error);
    if (problem.code === 'internal') request.log.error({ err: problem.cause ?? error }, 'a request failed');
    // What clients are told of it names no place.
    if (isOfTheServer(problem)) request.log.error({ code: problem.code }, problem.detail);
    letGo(request, reply);
    return answerProblem(reply, hide(problem.toJSON()));
  });
  const methods = new AllowedMethods(api);
  api.setNotFoundHandler((request, reply) => {
    const { method } = request;
    const address = request.url.split('?')[0]!;
    const path = address.slice(0, LONGEST_TOLD);
    const allowed = methods.at(address);
    letGo(request, reply);
    if (allowed.length === 0) {
      return answerProblem(
        reply,
        new Problem('not-found', { detail: `There is nothing at ${path}` }).toJSON(),
      );
    }
    reply.header('allow', allowed.join(', '));
    if (method === 'OPTIONS') return reply.code(204).send();
    const detail = `${method} is not for ${path}; it answers ${allowed.join(', ')}`;
    return answerProblem(reply, new Problem('method-not-allowed', { detail }).toJSON());
  });
  await api.register(fastifyHelmet, {
    contentSecurityPolicy: CONTENT_SECURITY,
    crossOriginEmbedderPolicy: false,
    // Plain HTTP on loopback is the rule; who puts TLS before it sets this there.
    strictTransportSecurity: false,
    referrerPolicy: { policy: 'no-referrer' },
  });
  guardAccess(api, { store: leafcutter.store, required: () => keyRequired });
  if (isShared) holdToKeyRates(api, new KeyRates(leafcutter.store.keyUse, RATE_WINDOW_MS));
  const perMinute = (request: FastifyRequest): number =>
    request.keyRequestsPerMinute ?? (config.clientRequestsPerMinute || Number.POSITIVE_INFINITY);
  await api.register(fastifyRateLimit, {
    max: perMinute,
    timeWindow: RATE_WINDOW_MS,
    keyGenerator: (request) => request.keyId ?? request.ip,
    allowList: (request) =>
      request.routeOptions.config.open === true ||
      (isShared && request.keyRequestsPerMinute !== null) ||
      perMinute(request) === Number.POSITIVE_INFINITY,
    errorResponseBuilder: (_request, { ttl, max }) => tooManyRequests(max, ttl),
  });
  await api.register(fastifyUnderPressure, {
    maxEventLoopDelay: options.maxEventLoopDelayMs ?? DEFAULT_LOOP_DELAY_MS,
    maxRssBytes: config.memoryMonitoring ? config.memoryLimitMegabytes * 1_000_000 : 0,
    sampleInterval: 500,
    // What tells clients how their work goes stays answered: only new work is refused.
    pressureHandler: (request) => {
      if (request.routeOptions.config.heavy !== true) return;
      throw new Problem('overloaded', {
        detail: 'The server has too much to do at the moment; send it again later',
        retryAfterMs: BUSY_RETRY_SECONDS * 1_000,
      });
    },
  });
  await api.register(fastifyMultipart, { throwFileSizeLimit: false });
  await api.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Leafcutter',
        version: options.version,
        description: 'PDFs in, validated data out: jobs, their documents, results and reviews.',
      },
      components: {
        securitySchemes: {
          key: { type: 'http', scheme: 'bearer', description: 'A key of `leafcutter keys`' },
        },
      },
      security: [{ key: [] }, {}],
    },
    transform: openApiTransform,
    transformObject: jsonSchemaTransformObject,
  });
  await api.register(fastifySwaggerUi, {
    routePrefix: '/docs',
    staticCSP: false,
    uiConfig: { validatorUrl: null, tryItOutEnabled: false },
    uiHooks: {
      onRequest: (_request, reply, next) => {
        // The page styles itself in place; it loads nothing from elsewhere.
        reply.header(
          'content-security-policy',
          "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; font-src 'self'; base-uri 'none'; frame-ancestors 'none'",
        );
        next();
      },
    },
  });
  api.get('/openapi.json', { schema: { hide: true }, config: { open: true } }, async () => api.swagger());
  const metrics = metricsRoute(api, context);
  const unlisten = [
    leafcutter.onEvent(log.listen),
    leafcutter.onEvent(changes.listen),
    // Other servers of the same store tell of theirs: each job is counted where it is run, whoever works on it.
    leafcutter.onEvent((event) => {
      if ('jobId' in event && !queue.counts(event)) return;
      quotas.listen(event);
      metrics.listen(event);
    }),
  ];
  jobRoutes(api, context);
  jobListEvents(api, context);
  documentRoutes(api, context);
  resultRoutes(api, context);
  tableRoutes(api, context);
  serviceRoutes(api, context);
  uploadRoutes(api, context);
  reviewRoutes(api, context);
  billRoute(api, context);
  combinedRoutes(api, context);
  courseRoutes(api, context);
  if (options.page) await servePage(api, options.page, (path) => methods.at(path).length > 0);

  let closing: Promise<void> | undefined;
  return {
    api,
    get streams() {
      return streams.size;
    },
    async listen({ host = config.serverHost, port = config.serverPort } = {}) {
      await checkListening(host, leafcutter.store.keys);
      letOthersServe = await leafcutter.lockServing();
      keyRequired ||= !isLoopback(host);
      await api.ready();
      await queue.recover();
      if (isShared) stopAdopting = queue.adopt(ADOPT_MS);
      await webhooks.recover();
      // One folder has one server, unless several share a database: then others may be receiving.
      sweeper.start(isShared ? null : await uploads.names());
      return api.listen({ host, port });
    },
    close() {
      closing ??= (async () => {
        draining = true;
        stopAdopting();
        streams.endAll();
        rests.ringAll();
        const patience = [
          setTimeout(() => leaving.abort(ending()), drainMs),
          // Who was told has read it by then.
          setTimeout(() => api.server.closeAllConnections(), drainMs + LINGER_MS),
        ];
        await api.close().finally(() => patience.forEach(clearTimeout));
        await queue.close();
        await webhooks.close();
        await sweeper.close();
        await quotas.close();
        await reader.close();
        for (const end of unlisten) end();
        await letOthersServe();
      })();
      return closing;
    },
  };
}

function ending(): Problem {
  return new Problem('overloaded', {
    detail: 'The server ends, and nothing of this was kept; send it again when it is back',
    retryAfterMs: BUSY_RETRY_SECONDS * 1_000,
  });
}

/**
 * A refused body may still be coming, or never come. It is read and dropped for a moment, since a client that cannot go
 * on writing does not read the answer; then the connection ends.
 */
function letGo({ raw }: FastifyRequest, reply: FastifyReply): void {
  if (raw.complete) return;
  // Ended with the answer, the connection would be broken for a client that is still writing.
  reply.removeHeader('connection');
  reply.raw.once('finish', () => {
    raw.resume();
    setTimeout(() => {
      if (!raw.complete) raw.destroy();
    }, LINGER_MS).unref();
  });
}

function answerProblem(reply: FastifyReply, problem: ProblemJson) {
  if (problem.retryAfterMs !== undefined) {
    reply.header('retry-after', String(Math.max(1, Math.ceil(problem.retryAfterMs / 1000))));
  }
  return reply
    .code(problem.status)
    .type('application/problem+json')
    .send(JSON.stringify(toWire(problem)));
}
