import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { problemSchema } from '../../src/api/problem.ts';
import { LeafcutterClient } from '../../src/client/client.ts';
import { gatedRecipe, tinyFiles } from './gated-recipe.ts';
import { type OpenServer, openServer } from './open-server.ts';
import { arbitraryOf, type JsonSchema } from './schema-arbitrary.ts';

interface Operation {
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: 'path' | 'query' | 'header';
    readonly required?: boolean;
    readonly schema: JsonSchema;
  }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: JsonSchema }>> };
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { schema: JsonSchema }>> }>
  >;
}
interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> };
}

let server: OpenServer;
let openapi: OpenApi;
/** Ids that are there, so that not every request ends at the first look-up. */
let known: Readonly<Record<string, string>>;
beforeAll(async () => {
  server = await openServer({ recipes: [gatedRecipe({ open: true }).recipe] });
  openapi = (await (await server.fetch('/openapi.json')).json()) as OpenApi;
  known = await makeKnown();
});
afterAll(async () => {
  await server.close();
  await server.remove();
});

async function makeKnown(): Promise<typeof known> {
  const client = new LeafcutterClient({ url: server.url });
  const job = await client.submit({ recipe: 'gated', files: tinyFiles(2) });
  await client.rested(job.id);
  const { documents } = await client.documents(job.id);
  const [upload] = await client.upload(tinyFiles(1));
  return { jobId: job.id, documentId: documents[0]!.id, uploadId: upload!.id };
}

/** Stands for an id that is there when the request is sent. */
const KNOWN = 'known ';

/** Anything a client might send where the schema wants something else. */
const nonsense = fc.oneof(
  fc.jsonValue(),
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.constant(undefined),
);

/** Mostly what the schema says, now and then anything. */
function sometimesWrong(schema: JsonSchema): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: 4, arbitrary: arbitraryOf(schema, openapi.components.schemas) },
    { weight: 1, arbitrary: nonsense },
  );
}

function requestOf(path: string, method: string, operation: Operation) {
  const parameters = (where: string) =>
    fc.record(
      Object.fromEntries(
        (operation.parameters ?? [])
          .filter((parameter) => parameter.in === where)
          .map(({ name, schema }) => [
            name,
            where === 'path' && name in known
              ? fc.oneof(fc.constant(`${KNOWN}${name}`), sometimesWrong(schema))
              : sometimesWrong(schema),
          ]),
      ),
      { requiredKeys: [] },
    );
  const json = operation.requestBody?.content['application/json'];
  return fc.record({
    path: fc.constant(path),
    method: fc.constant(method),
    inPath: parameters('path'),
    query: parameters('query'),
    headers: parameters('header'),
    body: json ? sometimesWrong(json.schema) : fc.constant(undefined),
  });
}

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : (JSON.stringify(value) ?? '');

it('answers whatever is sent as it promises: no 500, every refusal a problem', async () => {
  const operations = Object.entries(openapi.paths)
    // An answer without an end is another test's business.
    .filter(([path]) => path !== '/v1/jobs/events')
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
    );
  expect(operations.length).toBeGreaterThan(20);
  const statuses = new Map<number, number>();
  const requests = fc.oneof(
    ...operations.map(({ path, method, operation }) =>
      requestOf(path, method, operation).map((request) => ({ ...request, operation })),
    ),
  );
  await fc.assert(
    fc.asyncProperty(requests, async ({ path, method, inPath, query, headers, body, operation }) => {
      const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => {
        const text = textOf(inPath[name]).toWellFormed().slice(0, 400) || 'x';
        return encodeURIComponent(text.startsWith(KNOWN) ? known[name]! : text);
      });
      const search = new URLSearchParams(
        Object.entries(query).map(([name, value]): [string, string] => [name, textOf(value)]),
      );
      // Waiting is another test's business.
      if (Number(search.get('wait')) > 0) search.set('wait', '0.01');
      const answer = await server.server.api.inject({
        method: method.toUpperCase() as 'GET',
        url: `${filled}?${search}`,
        headers: {
          host: '127.0.0.1',
          ...Object.fromEntries(
            Object.entries(headers).map(([name, value]) => [
              name,
              textOf(value).replace(/[^\x20-\x7e]/g, ''),
            ]),
          ),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
      });
      const status = answer.statusCode;
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      expect(status, answer.body).not.toBe(500);
      // What was removed is no longer there to be asked for.
      if (method === 'delete' && status === 204) known = await makeKnown();
      const type = String(answer.headers['content-type'] ?? '').split(';')[0]!;
      const promised = operation.responses[status] ?? operation.responses[`${String(status)[0]}XX`];
      if (status >= 400) {
        const published = promised?.content?.['application/json'];
        if (published) expect(JSON.parse(answer.body)).toMatchObject({ is_success: false });
        else {
          expect(type).toBe('application/problem+json');
          expect(problemSchema.strict().parse(JSON.parse(answer.body)).status).toBe(status);
        }
      } else if (type === 'application/json' && status !== 304) {
        const schema = promised?.content?.[type]?.schema;
        expect(schema, `${method} ${path} ${status}`).toBeDefined();
        const whole = { ...schema, $defs: openapi.components.schemas };
        const text = JSON.stringify(whole).replaceAll('#/components/schemas/', '#/$defs/');
        const checked = z.fromJSONSchema(JSON.parse(text)).safeParse(JSON.parse(answer.body));
        expect(checked.error?.issues, `${method} ${path}`).toBeUndefined();
      }
    }),
    { numRuns: 600, seed: 20_261_125, endOnFailure: true },
  );
  // A run that only ever hit refusals would prove nothing.
  for (const status of [200, 202, 400, 404])
    expect(statuses.get(status), `status ${status}`).toBeGreaterThan(2);
});
