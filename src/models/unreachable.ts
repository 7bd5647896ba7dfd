import { Problem } from '../problem/problem.ts';

/** Network faults in words; anything else is told by its code alone. */
const FAULTS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens at its address',
  ENOTFOUND: 'its host name is not known',
  EAI_AGAIN: 'its host name could not be looked up',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  UND_ERR_SOCKET: 'the connection was cut',
  ETIMEDOUT: 'the connection could not be made in time',
  UND_ERR_CONNECT_TIMEOUT: 'the connection could not be made in time',
};

const CONNECTION = /^(ECONN|EHOST|ENET|ENOTFOUND|EAI_|EPIPE|ETIMEDOUT|UND_ERR_)/;
const CERTIFICATE = /^(CERT_|ERR_TLS_|ERR_SSL_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_)/;

/**
 * The `model-unreachable` Problem for a call that broke below HTTP, or whose answer was no answer of this provider
 * (half a body, HTML of a proxy). The error's own text is left out, since parsers quote what they read.
 */
export function unreachable(error: unknown, model: string): Problem {
  const code = faultCode(error);
  const why =
    code === undefined
      ? 'its answer could not be read'
      : (FAULTS[code] ??
        (CERTIFICATE.test(code)
          ? `its certificate is not trusted (${code})`
          : `the network answered ${code}`));
  return new Problem('model-unreachable', { detail: `${model} cannot be reached: ${why}`, subject: model });
}

/** The system's name of a network fault, however deep it is wrapped; undefined when the error is none. */
export function faultCode(error: unknown): string | undefined {
  let at = error;
  // fetch wraps the system's error one or two deep; the bound guards against a circle.
  for (let depth = 0; depth < 5 && typeof at === 'object' && at !== null; depth++) {
    const { code, cause } = at as { code?: unknown; cause?: unknown };
    if (typeof code === 'string' && (CONNECTION.test(code) || CERTIFICATE.test(code))) return code;
    at = cause;
  }
  return undefined;
}
