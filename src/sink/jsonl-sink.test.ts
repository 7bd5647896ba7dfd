import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createJsonlSink } from './jsonl-sink.ts';
import { committed, detailOf, sinkContract } from './sink.contract.ts';

describe('the JSONL sink', () => {
  const contract = sinkContract({
    create: (folder) => createJsonlSink({ path: join(folder, 'out.jsonl') }),
    async numbers(folder) {
      const text = await readFile(join(folder, 'out.jsonl'), 'utf8');
      if (text !== '' && !text.endsWith('\n')) throw new Error('the last line is not whole');
      const lines = text.split('\n').slice(0, -1);
      return lines.map((line) => (JSON.parse(line) as { data: { number: number } }).data.number);
    },
  });

  it('ran the whole contract', () => {
    expect(contract.cases).toBe(16);
    expect(contract.ran()).toBe(contract.cases);
  });

  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'leafcutter-sink-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it("writes the envelope in snake case and leaves the recipe's data as it is", async () => {
    const sink = createJsonlSink({ path: join(folder, 'out.jsonl') });
    await sink.open(null);
    const one = committed(1);
    await sink.write([
      { ...one, result: { ...one.result, data: { camelCase: 'stays', text: 'a\n\u2028b' } } },
    ]);
    await sink.close();
    const line = JSON.parse(await readFile(join(folder, 'out.jsonl'), 'utf8'));
    expect(line.data).toEqual({ camelCase: 'stays', text: 'a\n\u2028b' });
    expect(line.usage).toMatchObject({ input_tokens: 0, cost_micros: 0, by_model: [] });
    expect(line.timings).toHaveProperty('total_ms');
  });

  it('refuses a folder in place of a file', async () => {
    expect(await detailOf(createJsonlSink({ path: folder }).open(null), 'output-unwritable')).toContain(
      'it is a folder; name a file in it',
    );
  });

  it('refuses what is not a regular file', async () => {
    expect(await detailOf(createJsonlSink({ path: '/dev/null' }).open(null), 'output-unwritable')).toContain(
      'not a regular file',
    );
  });
});
