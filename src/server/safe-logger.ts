import type { FastifyRequest, FastifyServerOptions } from 'fastify';

/** Places in what plugins log, some at their most talkative alone, where a key or a cookie would stand. */
const SECRETS = ['authorization', 'cookie'].flatMap((header) => [
  `headers.${header}`,
  `*.headers.${header}`,
  `*.*.headers.${header}`,
]);

/**
 * Logger options by which no key is written at any level, and of an address the path alone: what stands behind it is the
 * client's, who may have put anything there.
 */
export function safeLogger(given: FastifyServerOptions['logger']): FastifyServerOptions['logger'] {
  if (!given) return false;
  const options = typeof given === 'object' ? given : {};
  return {
    ...options,
    redact: SECRETS,
    serializers: {
      ...options.serializers,
      req: (request: FastifyRequest) => ({
        method: request.method,
        url: request.url.split('?')[0],
        host: request.host,
        remoteAddress: request.ip,
      }),
    },
  };
}
