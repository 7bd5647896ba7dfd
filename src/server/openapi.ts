import type { SwaggerTransform } from '@fastify/swagger';
import type { FastifySchema } from 'fastify';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';
import type { ZodType } from 'zod';
import { problemSchema } from '../api/problem.ts';
import { Problem } from '../problem/problem.ts';

/** What the documents say about a request whose body is not plain JSON; the route reads and checks it itself. */
export interface BodyByType {
  readonly [mediaType: string]: ZodType;
}

declare module 'fastify' {
  interface FastifySchema {
    readonly bodyByType?: BodyByType;
  }
}

/** Turns a route's Zod schemas into what OpenAPI wants, bodies of several media types included. */
export const openApiTransform: SwaggerTransform<FastifySchema> = (document) => {
  const { schema } = document;
  if (!schema?.bodyByType) return jsonSchemaTransform(document);
  const { bodyByType, ...rest } = schema;
  const transformed = jsonSchemaTransform({ ...document, schema: rest });
  const content = Object.fromEntries(
    Object.entries(bodyByType).map(([mediaType, body]) => {
      const { schema: alone } = jsonSchemaTransform({ ...document, schema: { body } });
      return [mediaType, { schema: (alone as FastifySchema).body }];
    }),
  );
  return { ...transformed, schema: { ...transformed.schema, body: { content } } };
};

const problem = {
  description: 'What went wrong, as RFC 9457 has it',
  content: { 'application/problem+json': { schema: problemSchema } },
};

/** What every route may answer besides what it is there for. */
export const PROBLEM_RESPONSES = { '4xx': problem, '5xx': problem } as const;

/** An answer of some other type than JSON. */
export function bodyOf(mediaType: string, schema: ZodType, description: string) {
  return { description, content: { [mediaType]: { schema } } };
}

/** Checks what a route has read itself. Throws `invalid-request` naming the first thing that is wrong. */
export function parseRequest<Value>(schema: ZodType<Value>, value: unknown): Value {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = ['body', issue?.path.join('.')].filter(Boolean).join(' ');
  throw new Problem('invalid-request', { detail: `${where}: ${issue?.message ?? 'not valid'}` });
}
