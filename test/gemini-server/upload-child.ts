// Run as a process of its own and killed by the test: uploads a large document, logging file names to a JSONL file.
import { appendFileSync } from 'node:fs';
import { createGeminiModel } from '../../src/models/gemini/gemini-model.ts';
import type { RemoteFile } from '../../src/models/model.ts';

const [url, logPath] = process.argv.slice(2);

const write = (op: 'begin' | 'end', file: RemoteFile): void =>
  appendFileSync(logPath!, `${JSON.stringify({ op, ...file })}\n`, { flush: true });

const model = createGeminiModel({
  model: 'gemini-3.8-flash',
  apiKey: 'loopback',
  baseUrl: url!,
  remoteFiles: {
    begin: async (file) => write('begin', file),
    end: async (file) => write('end', file),
    left: async () => [],
  },
});

await model.generate(
  {
    prompt: 'What is the total?',
    parts: [{ type: 'pdf', bytes: Buffer.alloc(20 * 1024 * 1024, 7), pageCount: 1 }],
    jsonSchema: { type: 'object' },
  },
  new AbortController().signal,
);
