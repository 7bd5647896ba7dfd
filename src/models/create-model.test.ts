import { describe, expect, it } from 'vitest';
import { loadConfig } from '../config/config.ts';
import { type CreateModelOptions, createModels, createPlannedModels, defaultModels } from './create-model.ts';
import { createMemoryFileLog } from './memory-file-log.ts';
import { parseModelSpec } from './model-spec.ts';

function options(environment: Record<string, string> = {}): CreateModelOptions {
  return { config: loadConfig(environment), remoteFiles: createMemoryFileLog(), now: () => 0 };
}

const KEYS = { GEMINI_API_KEY: 'one,two', OPENAI_API_KEY: 'three', ANTHROPIC_API_KEY: 'four' };

describe('createModels', () => {
  it('makes one Gemini model for each key, each in its own lane, none naming its key', () => {
    const models = createModels('gemini/gemini-3.8-flash', options(KEYS));
    expect(models.map(({ id }) => id)).toEqual(['gemini/gemini-3.8-flash', 'gemini/gemini-3.8-flash']);
    expect(new Set(models.map(({ lane }) => lane)).size).toBe(2);
    for (const { lane } of models) expect(lane).toMatch(/^gemini:[0-9a-f]{8}:gemini-3\.8-flash$/);
  });

  it.each([
    ['openai/gpt-5-mini', 'openai/gpt-5-mini', true],
    ['anthropic/claude-haiku-4-5', 'anthropic/claude-haiku-4-5', true],
    ['ollama/qwen3-vl:8b', 'ollama/qwen3-vl:8b', false],
    ['ollama/qwen3-vl@http://10.0.0.5:11434', 'ollama/qwen3-vl', false],
    ['openai-compatible/org/model@http://127.0.0.1:8000/v1', 'openai-compatible/org/model', false],
  ])('%s', (spec, id, pdfInput) => {
    const model = createModels(spec, options(KEYS))[0]!;
    expect(model.id).toBe(id);
    expect(model.capabilities.pdfInput).toBe(pdfInput);
  });

  it('a local server is its own lane', () => {
    expect(createModels('ollama/x', options())[0]!.lane).toBe('ollama:127.0.0.1:11434:x');
    expect(createModels('ollama/x@http://10.0.0.5:11434', options())[0]!.lane).toBe(
      'ollama:10.0.0.5:11434:x',
    );
  });

  it('takes Vertex from the settings', () => {
    const vertex = { GOOGLE_GENAI_USE_VERTEXAI: 'true', GOOGLE_CLOUD_PROJECT: 'acme', ...KEYS };
    const models = createModels('gemini/gemini-3.8-flash', options(vertex));
    expect(models.map(({ lane }) => lane)).toEqual(['gemini:acme/global:gemini-3.8-flash']);
    expect(() => createModels('gemini/x', options({ GOOGLE_GENAI_USE_VERTEXAI: '1' }))).toThrow(
      expect.objectContaining({ code: 'invalid-option' }),
    );
  });

  it.each([
    ['gemini/gemini-3.8-flash', 'GEMINI_API_KEY'],
    ['openai/gpt-5-mini', 'OPENAI_API_KEY'],
    ['anthropic/claude-haiku-4-5', 'ANTHROPIC_API_KEY'],
  ])('%s without a key names the variable to set', (spec, variable) => {
    expect(() => createModels(spec, options())).toThrow(
      expect.objectContaining({ code: 'no-model', detail: expect.stringContaining(variable) }),
    );
  });

  it.each(['gemini/gemini-3.8-flash', 'openai/gpt-5-mini', 'anthropic/claude-haiku-4-5'])(
    '%s needs no key where it is only planned, and is the same model',
    (spec) => {
      const [planned] = createPlannedModels(spec, options());
      const [real] = createModels(spec, options(KEYS));
      expect([planned!.id, planned!.capabilities]).toEqual([real!.id, real!.capabilities]);
    },
  );

  it.each(['gpt-5-mini', 'mistral/large', 'gemini/', '', 'openai-compatible/x', 'ollama/x@http://'])(
    '"%s" is not an option',
    (spec) => {
      expect(() => createModels(spec, options(KEYS))).toThrow(
        expect.objectContaining({ code: 'invalid-option' }),
      );
    },
  );
});

it('parses a spec', () => {
  expect(parseModelSpec('ollama/a@b@https://host/v1')).toEqual({
    provider: 'ollama',
    model: 'a@b',
    url: 'https://host/v1',
  });
});

describe('defaultModels', () => {
  it.each([
    [{}, {}],
    [
      { GEMINI_API_KEY: 'k', OPENAI_API_KEY: 'k' },
      { fast: 'gemini/gemini-3.8-flash', strong: 'gemini/gemini-3.1-pro-preview' },
    ],
    [{ OPENAI_API_KEY: 'k' }, { fast: 'openai/gpt-5-mini', strong: 'openai/gpt-5.6-terra' }],
    [{ ANTHROPIC_API_KEY: 'k' }, { fast: 'anthropic/claude-haiku-4-5', strong: 'anthropic/claude-sonnet-5' }],
    [{ GEMINI_API_KEY: 'k', LEAFCUTTER_FAST_MODEL: 'ollama/x' }, { fast: 'ollama/x' }],
  ])('%o gives %o', (environment, expected) => {
    expect(defaultModels(loadConfig(environment as Record<string, string>))).toEqual(expected);
  });
});
