import { z } from 'zod';
import { type EstimateBody, estimateSchema, newEstimateSchema } from '../../api/job.ts';
import { healthSchema, type ModelListBody, modelListSchema, recipeListSchema } from '../../api/service.ts';
import { toWire } from '../../domain/wire.ts';
import { Problem } from '../../problem/problem.ts';
import type { Api, ServerContext } from '../context.ts';
import { PROBLEM_RESPONSES } from '../openapi.ts';

const tags = ['service'];
const DEFAULT_SAMPLE = 20;
/** An estimate reads documents while the client waits: these at once, no more. */
const MOST_ESTIMATES = 2;
const BUSY_RETRY_MS = 2_000;

/** What the server can do, what work would take, and whether it lives. */
export function serviceRoutes(api: Api, context: ServerContext): void {
  const { leafcutter, intake } = context;

  api.get(
    '/v1/recipes',
    {
      schema: {
        tags,
        summary: 'The recipes there are',
        response: { 200: recipeListSchema, ...PROBLEM_RESPONSES },
      },
    },
    async () => ({
      recipes: [...leafcutter.recipes.values()].map((recipe) => ({
        name: recipe.name,
        version: recipe.version,
        description: recipe.description,
        options: z.toJSONSchema(recipe.options, { io: 'input', unrepresentable: 'any' }),
        data: z.toJSONSchema(recipe.result, { unrepresentable: 'any' }),
        tables: recipe.tables.map(({ name, columns }) => ({ name, columns: [...columns] })),
      })),
    }),
  );

  api.get(
    '/v1/models',
    {
      schema: {
        tags,
        summary: 'The models that are asked, and what is known of their limits',
        response: { 200: modelListSchema, ...PROBLEM_RESPONSES },
      },
    },
    async () => {
      const tiers = Object.entries(leafcutter.defaultModels) as ['fast' | 'strong', string][];
      return {
        models: tiers.map(([tier, model]) => ({ tier, model })),
        lanes: toWire(leafcutter.laneStates()) as ModelListBody['lanes'],
      };
    },
  );

  let estimating = 0;
  api.post(
    '/v1/estimates',
    {
      schema: {
        tags,
        summary: 'What a job would take; nothing is asked and nothing is paid',
        body: newEstimateSchema,
        response: { 200: estimateSchema, ...PROBLEM_RESPONSES },
      },
      config: { scope: 'write', heavy: true },
    },
    async ({ body: { sources, sample = DEFAULT_SAMPLE, ...settings } }) => {
      if (estimating >= MOST_ESTIMATES) {
        throw new Problem('overloaded', {
          detail: `${estimating} estimates are being made; ask again in a moment`,
          retryAfterMs: BUSY_RETRY_MS,
        });
      }
      estimating++;
      try {
        const options = intake.runOptions(settings, await intake.readSources(sources));
        return toWire(await leafcutter.estimate(options, sample)) as EstimateBody;
      } finally {
        estimating--;
      }
    },
  );

  api.get(
    '/health/live',
    {
      schema: { tags, summary: 'Whether the server lives', response: { 200: healthSchema } },
      config: { open: true },
    },
    async () => ({ status: 'ok' as const }),
  );

  api.get(
    '/health/ready',
    {
      schema: {
        tags,
        summary: 'Whether the server takes work',
        response: { 200: healthSchema, ...PROBLEM_RESPONSES },
      },
      config: { open: true },
    },
    async () => {
      if (context.draining()) {
        throw new Problem('overloaded', { detail: 'The server is about to end', retryAfterMs: 5_000 });
      }
      await leafcutter.store.listJobs({ limit: 1 });
      return { status: 'ok' as const };
    },
  );
}
