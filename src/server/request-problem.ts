import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { toWire } from '../domain/wire.ts';
import { isProblem, Problem, toProblem } from '../problem/problem.ts';
import type { ProblemCode } from '../problem/registry.ts';

/** Codes for what Fastify and its plugins refuse, by HTTP status. */
const CODES: Readonly<Record<number, ProblemCode>> = {
  400: 'invalid-request',
  404: 'not-found',
  405: 'method-not-allowed',
  406: 'unsupported-media-type',
  408: 'request-timeout',
  413: 'request-too-large',
  414: 'request-too-large',
  415: 'unsupported-media-type',
  429: 'too-many-requests',
  431: 'request-too-large',
  503: 'overloaded',
};

/** What is said in place of Fastify's words, by HTTP status. */
const WORDS: Readonly<Record<number, string>> = {
  414: 'A part of the address is longer than any name here',
  415: 'The body is of a type that is not taken; send application/json, or files as multipart/form-data',
};

/** Whatever a request failed with, as a Problem that may be answered: a defect of ours keeps its details to the log. */
export function requestProblem(error: unknown): Problem {
  if (isProblem(error)) return error.code === 'internal' ? defect(error) : error;
  if (hasZodFastifySchemaValidationErrors(error)) {
    const [first] = error.validation;
    const where = [error.validationContext, first?.instancePath.slice(1).replaceAll('/', '.')];
    return new Problem('invalid-request', {
      detail: `${where.filter(Boolean).join(' ') || 'request'}: ${first?.message ?? 'not valid'}`,
      cause: error,
    });
  }
  const { statusCode, message } = (error ?? {}) as { statusCode?: number; message?: string };
  const code = statusCode === undefined ? undefined : CODES[statusCode];
  if (code === undefined) return defect(toProblem(error));
  const detail = WORDS[statusCode!] ?? message ?? 'The request cannot be answered';
  return new Problem(code, { detail, cause: error });
}

/** The body of an answer that says what went wrong. */
export function problemBody(problem: Problem): unknown {
  return toWire(problem.toJSON());
}

function defect(problem: Problem): Problem {
  if (problem.code !== 'internal') return problem;
  return new Problem('internal', {
    detail: 'Something went wrong here; what it was is in the log of the server',
    cause: problem,
  });
}
