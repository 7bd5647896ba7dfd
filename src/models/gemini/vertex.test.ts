import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import {
  type GeminiRequest,
  type GeminiServer,
  startGeminiServer,
} from '../../../test/gemini-server/gemini-server.ts';
import { createMemoryFileLog } from '../memory-file-log.ts';
import { CONTRACT_REQUEST } from '../model.contract.ts';
import type { ModelRequest } from '../model.ts';
import { createGeminiModel } from './gemini-model.ts';
import { INLINE_MAX_BYTES } from './request.ts';

const none = new AbortController().signal;
let folder: string;
let tokens: Server;
let tokenStatus: number;
let server: GeminiServer;
let seen: GeminiRequest[];

// Credentials of a workload identity, the one kind that names its own token server.
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'leafcutter-vertex-'));
  tokenStatus = 200;
  tokens = createServer((_, res) => {
    res.writeHead(tokenStatus, { 'content-type': 'application/json' }).end(
      JSON.stringify({
        access_token: 'loopback-token',
        issued_token_type: 'urn:ietf:params:oauth:token-type:access_token',
        token_type: 'Bearer',
        expires_in: 3600,
      }),
    );
  });
  await new Promise<void>((resolve) => tokens.listen(0, '127.0.0.1', resolve));
  const subject = join(folder, 'subject');
  writeFileSync(subject, 'subject-token');
  const credentials = join(folder, 'credentials.json');
  writeFileSync(
    credentials,
    JSON.stringify({
      type: 'external_account',
      audience: '//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/pool/providers/p',
      subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
      token_url: `http://127.0.0.1:${(tokens.address() as AddressInfo).port}/token`,
      credential_source: { file: subject },
    }),
  );
  vi.stubEnv('GOOGLE_APPLICATION_CREDENTIALS', credentials);
  // Else the credentials ask Google for it.
  vi.stubEnv('GOOGLE_CLOUD_PROJECT', 'acme');
  // What the SDK would rather use, were it not told otherwise.
  vi.stubEnv('GEMINI_API_KEY', 'a-key-that-must-not-be-sent');
  vi.spyOn(console, 'debug').mockImplementation(() => {});
  seen = [];
  server = await startGeminiServer({
    behave: (request) => {
      seen.push(request);
      return undefined;
    },
  });
});

afterEach(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  await server.close();
  await new Promise((resolve) => tokens.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

function createVertexModel() {
  return createGeminiModel({
    model: 'gemini-3.8-flash',
    vertex: { project: 'acme', location: 'europe-west4' },
    baseUrl: server.url,
    remoteFiles: createMemoryFileLog(),
  });
}

it("asks with the machine's credentials, large documents inside the request", async () => {
  const model = createVertexModel();
  const bytes = Buffer.alloc(INLINE_MAX_BYTES + 1, 7);
  const request: ModelRequest = { ...CONTRACT_REQUEST, parts: [{ type: 'pdf', bytes, pageCount: 1 }] };
  await model.generate(request, none);
  await model.close();
  expect(seen).toHaveLength(1);
  expect(seen[0]).toMatchObject({ apiKey: 'loopback-token', model: 'gemini-3.8-flash' });
  expect(seen[0]!.documents.map(({ uploaded }) => uploaded)).toEqual([false]);
  expect(server.stats.files.uploaded).toBe(0);
});

it('credentials that are refused stop everything', async () => {
  tokenStatus = 400;
  const model = createVertexModel();
  await expect(model.generate(CONTRACT_REQUEST, none)).rejects.toMatchObject({ code: 'model-unauthorized' });
  await model.close();
});

it('no credentials at all stop everything', async () => {
  vi.stubEnv('GOOGLE_APPLICATION_CREDENTIALS', join(folder, 'not-there.json'));
  const model = createVertexModel();
  await expect(model.generate(CONTRACT_REQUEST, none)).rejects.toMatchObject({ code: 'model-unauthorized' });
  await model.close();
});
