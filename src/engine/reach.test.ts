import { expect, it } from 'vitest';
import { functionModel } from '../../test/support/fake-parts.ts';
import { Problem } from '../problem/problem.ts';
import { Reach } from './reach.ts';

const models = [functionModel(() => '{}')];
const unreachable = new Problem('model-unreachable', { detail: 'nothing listens' });

it('counts from the first time that a model could not be reached', () => {
  const reach = new Reach();
  expect(reach.neverForMs(models, 5)).toBe(0);
  reach.note(models, unreachable, 10);
  reach.note(models, unreachable, 20);
  reach.note(models, new Problem('model-timeout', { detail: 'late' }), 30);
  expect(reach.neverForMs(models, 40)).toBe(30);
});

it.each([
  undefined,
  new Problem('throttled', { detail: 'wait' }),
  new Problem('model-overloaded', { detail: 'busy' }),
])('a model that was heard of once has an outage and no wrong address (%s)', (problem) => {
  const reach = new Reach();
  reach.note(models, unreachable, 10);
  reach.note(models, problem, 20);
  reach.note(models, unreachable, 30);
  expect(reach.neverForMs(models, 99_000)).toBe(0);
});
