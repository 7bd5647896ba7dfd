import { appendFile, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type GeminiServer, startGeminiServer } from '../gemini-server/gemini-server.ts';
import { answerCharge, writeChargesPdf } from '../support/charges-pdf.ts';
import { runCli } from '../support/run-cli.ts';

// Every setting kept from the earlier systems shows its effect on the wire, over two documents at once: the ceilings are
// the process's, not a document's.
const PAGES = 8;

let cwd: string;
let server: GeminiServer;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'leafcutter-ceilings-'));
  await writeChargesPdf(join(cwd, 'a.pdf'), 'a', PAGES);
  await writeChargesPdf(join(cwd, 'b.pdf'), 'b', PAGES);
  server = await startGeminiServer({ answer: answerCharge, latencyMs: 150 });
});
afterEach(() => server.close());

const run = (
  env: Readonly<Record<string, string>>,
  args: readonly string[] = ['run', 'bill', 'a.pdf', 'b.pdf'],
) =>
  runCli([...args, '--route', 'fast', '--model', 'gemini/gemini-3.8-flash', '--json'], {
    cwd,
    env: { GEMINI_API_KEY: 'key', GOOGLE_GEMINI_BASE_URL: server.url, ...env },
  });

describe('calls in flight', () => {
  test('without a ceiling they pass what the next tests allow', async () => {
    expect((await run({})).code).toBe(0);
    expect(server.stats.maxInFlight).toBeGreaterThan(3);
  });

  test('MAX_CONCURRENT_EXTRACT bounds extraction', async () => {
    expect((await run({ MAX_CONCURRENT_EXTRACT: '3' })).code).toBe(0);
    expect(server.stats.maxInFlight).toBe(3);
  });

  test('ENABLE_CONCURRENT_PROCESSING=false does one thing at a time', async () => {
    expect((await run({ ENABLE_CONCURRENT_PROCESSING: 'false' })).code).toBe(0);
    expect(server.stats.maxInFlight).toBe(1);
  });

  test('LEAFCUTTER_MAX_IN_FLIGHT bounds all of them', async () => {
    expect((await run({ LEAFCUTTER_MAX_IN_FLIGHT: '2' })).code).toBe(0);
    expect(server.stats.maxInFlight).toBe(2);
  });

  test.each([
    { kind: 'classify', env: 'MAX_CONCURRENT_CLASSIFY' },
    { kind: 'section', env: 'MAX_CONCURRENT_SECTION_TASKS' },
  ])('$env bounds questions of kind $kind', async ({ kind, env }) => {
    const recipe = join(cwd, 'own-recipe.ts');
    await appendFile(recipe, ownRecipe(kind));
    const { code, stderr } = await run({ [env]: '2' }, ['run', recipe, 'a.pdf', 'b.pdf']);
    expect(code, stderr).toBe(0);
    expect(server.stats.maxInFlight).toBe(2);
  });
});

/** A recipe that asks something of every page and needs no evidence. */
function ownRecipe(kind: string): string {
  return `
    import { defineRecipe } from 'leafcutter';
    import { z } from 'zod';
    export const own = defineRecipe({
      name: 'own', version: '1', description: 'Asks every page', tables: [],
      options: z.object({}), result: z.object({ count: z.number() }),
      async run(document, step) {
        await step.all(document.pages, (pageNumber) => step.ask({
          name: 'own', kind: '${kind}', parts: [{ form: 'auto', pageNumbers: [pageNumber] }],
          schema: z.looseObject({}), prompt: 'What is here?', evidencePaths: [],
        }));
        const pages = document.pages.map((pageNumber) => ({ pageNumber, status: 'succeeded' }));
        return { data: { count: pages.length }, evidence: [], findings: [], pages };
      },
    });`;
}

test('MAX_CONCURRENT_UPLOADS bounds uploads', async () => {
  const names = ['c.pdf', 'd.pdf', 'e.pdf', 'f.pdf'];
  for (const name of names) {
    const path = join(cwd, name);
    await writeChargesPdf(path, name.slice(0, 1), 1, { large: true });
  }
  expect((await run({ MAX_CONCURRENT_UPLOADS: '2' }, ['run', 'bill', ...names])).code).toBe(0);
  expect(server.stats.files.uploaded).toBe(4);
  expect(server.stats.maxUploads).toBeLessThanOrEqual(2);
  expect(server.stats.files.left).toEqual([]);
});

test('GEMINI_TIMEOUT_SECONDS ends a call that hangs, and the next try answers', async () => {
  await server.close();
  server = await startGeminiServer({
    answer: answerCharge,
    behave: ({ index }) => (index === 0 ? { kind: 'hang' } : undefined),
  });
  const { code, stderr } = await run({ GEMINI_TIMEOUT_SECONDS: '1' });
  expect(stderr).toContain('model-timeout');
  expect(code).toBe(0);
});
