import { expect, it } from 'vitest';
import { Problem } from '../../problem/problem.ts';
import { CONTRACT_REQUEST } from '../model.contract.ts';
import { createScriptedModel } from './scripted-model.ts';

const none = new AbortController().signal;

it('answers with a value as JSON and an estimated usage', async () => {
  const model = createScriptedModel({ answer: (_, callNumber) => ({ value: { callNumber } }) });
  expect(await model.generate(CONTRACT_REQUEST, none)).toMatchObject({ text: '{"callNumber":1}' });
  const second = await model.generate(CONTRACT_REQUEST, none);
  expect(second.text).toBe('{"callNumber":2}');
  expect(second.usage.inputTokens).toBeGreaterThan(560);
});

it('hands on a whole answer and what the script throws', async () => {
  const usage = { inputTokens: 1, outputTokens: 2, cachedTokens: 0 };
  const model = createScriptedModel({
    answer: (_, callNumber) => {
      if (callNumber === 1) throw new Problem('model-overloaded', { detail: 'busy' });
      return { text: 'prose', usage };
    },
  });
  await expect(model.generate(CONTRACT_REQUEST, none)).rejects.toMatchObject({ code: 'model-overloaded' });
  expect(await model.generate(CONTRACT_REQUEST, none)).toEqual({ text: 'prose', usage });
  expect(model.inFlight).toBe(0);
});

it('counts calls at work and ends the wait when cancelled', async () => {
  const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const model = createScriptedModel({
    answer: () => ({ value: 1 }),
    delay: (callNumber) => gates[callNumber - 1]!.promise,
  });
  const caller = new AbortController();
  const first = model.generate(CONTRACT_REQUEST, caller.signal);
  const second = model.generate(CONTRACT_REQUEST, none);
  expect(model.maxInFlight).toBe(2);
  caller.abort();
  await expect(first).rejects.toMatchObject({ code: 'cancelled' });
  gates[1]!.resolve();
  await second;
  expect(model).toMatchObject({ calls: 2, inFlight: 0 });
});

it('does not begin a call that is cancelled already', async () => {
  const model = createScriptedModel({ answer: () => ({ value: 1 }) });
  await expect(model.generate(CONTRACT_REQUEST, AbortSignal.abort())).rejects.toMatchObject({
    code: 'cancelled',
  });
  expect(model.calls).toBe(0);
});
