import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { expect, it } from 'vitest';
import { LeafcutterClient } from '../../src/client/client.ts';
import { createKey } from '../../src/server/api-key.ts';
import { storeProblem } from '../../src/store/store-problem.ts';
import { writeChargesPdf } from '../support/charges-pdf.ts';
import { gatedRecipe, tinyFiles } from './gated-recipe.ts';
import { openServer } from './open-server.ts';

const WEBHOOK_SECRET = `whsec_${'c2VjcmV0'.repeat(5)}`;

it('writes neither text of documents nor keys into its log, whatever goes wrong', async () => {
  let log = '';
  const stream = new Writable({
    write(chunk, _encoding, done) {
      log += chunk;
      done();
    },
  });
  const directory = await mkdtemp(join(tmpdir(), 'leafcutter-secrets-'));
  await writeChargesPdf(join(directory, 'secret.pdf'), 'Xyzzy Patient', 2);
  const pdf = new Blob([await readFile(join(directory, 'secret.pdf'))]);
  const server = await openServer({ server: { requireKey: true, logger: { level: 'trace', stream } } });
  try {
    const { keys } = server.leafcutter.store;
    const { text } = await createKey(keys, { name: 'logged', scope: 'write', nowMs: 1 });
    const client = new LeafcutterClient({ url: server.url, key: text });
    const webhook = { url: 'http://127.0.0.1:1/', secret: WEBHOOK_SECRET };
    const files = [
      { name: 'secret.pdf', content: pdf },
      { name: 'damaged.pdf', content: new Blob(['%PDF-1.7 Xyzzy']) },
    ];
    const job = await client.submit({ recipe: 'bill', route: 'rules', files, webhook });
    await client.rested(job.id);
    const { results } = await client.resultPage(job.id);
    expect(JSON.stringify(results)).toContain('Xyzzy Patient');
    const headers = { authorization: `Bearer ${text}` };
    const wrong = `lc_${'0'.repeat(12)}_${'Wrong'.repeat(9).slice(0, 43)}`;
    await server.fetch('/v1/jobs', { headers: { authorization: `Bearer ${wrong}` } });
    await server.fetch(`/v1/jobs?key=${text}&limit=1`, { headers });
    await server.fetch('/v1/jobs', {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: '{"recipe":"Xyzzy","sources":["http://me:Xyzzy@127.0.0.1/a.pdf"',
    });
    await server.fetch('/v1/jobs', {
      method: 'POST',
      headers: { ...headers, 'content-type': 'multipart/form-data; boundary=b' },
      body: '--b\r\nXyzzy',
    });
    await server.close();
    expect(log).toContain('"method":"POST"');
    const secret = text.slice('lc_'.length + 13);
    for (const kept of ['Xyzzy', secret, 'WrongWrong', WEBHOOK_SECRET.slice(6)]) {
      expect(
        log.split('\n').filter((line) => line.includes(kept)),
        kept,
      ).toEqual([]);
    }
  } finally {
    await server.close();
    await server.remove();
    await rm(directory, { recursive: true, force: true });
  }
});

it('tells clients of its files by their names, and of no place of its own', async () => {
  const server = await openServer({ recipes: [gatedRecipe({ open: true }).recipe] });
  try {
    const client = new LeafcutterClient({ url: server.url });
    const { id } = await client.submit({ recipe: 'gated', files: tinyFiles(1) });
    await client.rested(id);
    const [document] = (await client.documents(id)).documents;
    const { leafcutter, directory } = server;
    await rm(join(directory, 'jobs', id), { recursive: true });
    const answers = [await (await server.fetch(`/v1/documents/${document!.id}/pages/1.webp`)).text()];
    expect(answers[0]).toContain('There is no file \\"file-0.pdf\\"');

    const problem = storeProblem({ code: 'SQLITE_FULL' }, join(directory, 'leafcutter.db')).toJSON();
    await leafcutter.store.setJobState(id, 'paused', { problem });
    for (const path of [`/v1/jobs/${id}`, '/v1/jobs', `/v1/jobs/${id}/events`])
      answers.push(await (await server.fetch(path)).text());
    for (const answer of answers.slice(1))
      expect(answer).toContain('No space left on the disk for the store of');
    for (const answer of answers) expect(answer).not.toContain(directory);
  } finally {
    await server.close();
    await server.remove();
  }
});
