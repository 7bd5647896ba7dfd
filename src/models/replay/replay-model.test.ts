import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CONTRACT_REQUEST } from '../model.contract.ts';
import type { ModelRequest } from '../model.ts';
import { createScriptedModel } from '../scripted/scripted-model.ts';
import { createReplayModel, recordModel } from './replay-model.ts';
import { requestHash } from './request-hash.ts';

const none = new AbortController().signal;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'leafcutter-replay-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe.each(['recordings', 'recordings.jsonl'])('recording to %s', (name) => {
  it('plays back what was recorded, as the model it was recorded with', async () => {
    const path = join(folder, 'deep', name);
    const scripted = createScriptedModel({
      id: 'gemini/gemini-3.8-flash',
      capabilities: { tokensPerPage: 7 },
      answer: (request) => ({ value: { asked: request.prompt } }),
    });
    const recording = recordModel(scripted, { path });
    const other: ModelRequest = { ...CONTRACT_REQUEST, prompt: 'And the date?' };
    const live = [await recording.generate(CONTRACT_REQUEST, none), await recording.generate(other, none)];
    const replay = createReplayModel({ path });
    expect(replay.id).toBe('gemini/gemini-3.8-flash');
    expect(replay.capabilities).toEqual(scripted.capabilities);
    expect([await replay.generate(CONTRACT_REQUEST, none), await replay.generate(other, none)]).toEqual(live);
    expect(scripted.calls).toBe(2);
  });

  it('a later recording of the same request wins, also in a second session', async () => {
    const path = join(folder, name);
    const model = createScriptedModel({ answer: (_, callNumber) => ({ value: callNumber }) });
    await recordModel(model, { path }).generate(CONTRACT_REQUEST, none);
    await recordModel(model, { path }).generate(CONTRACT_REQUEST, none);
    const replay = createReplayModel({ path });
    expect((await replay.generate(CONTRACT_REQUEST, none)).text).toBe('2');
  });

  it('says which request it does not know, and records no failure', async () => {
    const path = join(folder, name);
    const model = createScriptedModel({
      answer: (request) => {
        if (request.prompt === 'fail') throw new Error('no');
        return { value: 1 };
      },
    });
    const recording = recordModel(model, { path });
    await recording.generate(CONTRACT_REQUEST, none);
    const failing = { ...CONTRACT_REQUEST, prompt: 'fail' };
    await expect(recording.generate(failing, none)).rejects.toThrow('no');
    const replay = createReplayModel({ path });
    await expect(replay.generate(failing, none)).rejects.toMatchObject({
      code: 'model-rejected',
      disposition: 'fail',
    });
  });

  it('says when there is no recording', () => {
    expect(() => createReplayModel({ path: join(folder, name) })).toThrow(
      expect.objectContaining({ code: 'file-not-found' }),
    );
  });
});

it('a damaged recording is named', () => {
  const path = join(folder, 'recordings.jsonl');
  writeFileSync(path, '{"model":');
  expect(() => createReplayModel({ path })).toThrow(
    expect.objectContaining({ code: 'file-unreadable', subject: path }),
  );
});

it('leaves no drafts', async () => {
  const model = createScriptedModel({ answer: () => ({ value: 1 }) });
  await recordModel(model, { path: folder }).generate(CONTRACT_REQUEST, none);
  expect(readdirSync(folder).sort()).toEqual([`${requestHash(CONTRACT_REQUEST)}.json`, 'model.json'].sort());
});

describe('requestHash', () => {
  it('does not depend on the order of keys, nor on whether the default mode is written out', () => {
    const { type, properties, required, additionalProperties } = CONTRACT_REQUEST.jsonSchema;
    const turned = { additionalProperties, required, properties, type };
    expect(requestHash({ ...CONTRACT_REQUEST, jsonSchema: turned, schemaMode: 'full' })).toBe(
      requestHash(CONTRACT_REQUEST),
    );
  });

  it.each([
    { prompt: 'else' },
    { schemaMode: 'none' },
    { maxOutputTokens: 5 },
    { jsonSchema: { type: 'string' } },
    { parts: [] },
    { parts: [...CONTRACT_REQUEST.parts].reverse() },
  ] satisfies Partial<ModelRequest>[])('depends on %o', (change) => {
    expect(requestHash({ ...CONTRACT_REQUEST, ...change })).not.toBe(requestHash(CONTRACT_REQUEST));
  });
});

it('finds the answer to the same pages cut anew: a new identifier and another second change nothing', () => {
  const cut = (id: string, second: string, page: string): ModelRequest => {
    const text = `%PDF-1.7\n1 0 obj\n<</CreationDate(D:202601010000${second}+00'00')/Producer(PDFium)>>\n${page}\n/ID[<${id}><${id}>]>>`;
    return {
      ...CONTRACT_REQUEST,
      parts: [{ type: 'pdf', bytes: new TextEncoder().encode(text), pageCount: 1 }],
    };
  };
  expect(requestHash(cut('AB', '01', 'a page'))).toBe(requestHash(cut('CD', '02', 'a page')));
  expect(requestHash(cut('AB', '01', 'a page'))).not.toBe(requestHash(cut('AB', '01', 'another')));
});
