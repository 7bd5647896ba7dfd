import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { LeafcutterClient } from '../../src/client/client.ts';
import { Problem } from '../../src/problem/problem.ts';
import { defineRecipe, type Recipe } from '../../src/recipes/recipe.ts';
import { runCli } from '../support/run-cli.ts';
import { type OpenServer, openServer } from './open-server.ts';

const DOCUMENT = resolve(import.meta.dirname, '../../examples/documents/two-bills.pdf');

/** A recipe that loses the last page of every document. */
const losing = defineRecipe({
  name: 'losing',
  version: '1',
  description: 'Loses a page',
  options: z.object({}),
  result: z.object({}),
  tables: [],
  async run({ pages }) {
    const problem = new Problem('page-unreadable', { detail: 'Too dark' }).toJSON();
    return {
      data: {},
      evidence: [],
      findings: [],
      pages: pages.map((pageNumber, index) =>
        index < pages.length - 1
          ? { pageNumber, status: 'succeeded' as const }
          : { pageNumber, status: 'failed' as const, problem },
      ),
    };
  },
}) as unknown as Recipe;

let server: OpenServer;
beforeAll(async () => {
  server = await openServer({ recipes: [losing] });
});
afterAll(async () => {
  await server.close();
  await server.remove();
});

it('names what is missing of a partial document, in the list, by itself and on the command line', async () => {
  const client = new LeafcutterClient({ url: server.url });
  const file = { name: 'two.pdf', content: new Blob([await readFile(DOCUMENT)]) };
  const job = await client.submit({ recipe: 'losing', files: [file] });
  expect(await client.rested(job.id)).toMatchObject({ state: 'completed_with_errors' });
  const { documents } = await client.documents(job.id);
  const [{ id, missing }] = documents as [(typeof documents)[number]];
  expect(missing).toBe('page 2 of 2 failed: The page cannot be read');
  expect((await client.document(id)).document.missing).toBe(missing);
  expect((await client.reviews(id)).document.missing).toBe(missing);
  const watched = await runCli(['watch', job.id, '--server', server.url], { cwd: server.directory });
  expect(watched.stderr).toContain(`two.pdf: ${missing}`);
});
