import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { totalRecipe } from '../../test/support/total-recipe.ts';
import { newJob } from './new-job.ts';

test('paths are kept whole, addresses and standard input as they are', () => {
  const addresses = [
    'https://example.com/a.pdf',
    's3://bucket/in/',
    'gs://bucket/in/',
    'az://container/in/',
    '-',
  ];
  const { spec } = newJob(
    { recipe: totalRecipe({}), route: 'rules', models: {} },
    { sources: ['inbox/', ...addresses] },
  );
  expect(spec.sources).toEqual([resolve('inbox/'), ...addresses]);
});
