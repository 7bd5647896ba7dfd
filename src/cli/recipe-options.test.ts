import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readRecipeOptions } from './recipe-options.ts';

test('fields are named as they are printed, with types and required marks', async () => {
  expect(await readRecipeOptions({ fields: 'sender, Total amount:money, date:date!' })).toEqual({
    fields: [
      { name: 'sender' },
      { name: 'total_amount', label: 'Total amount', type: 'money' },
      { name: 'date', type: 'date', required: true },
    ],
  });
});

test('single options win over a file of options, and plain text needs no quotes', async () => {
  const file = join(await mkdtemp(join(tmpdir(), 'leafcutter-options-')), 'options.json');
  await writeFile(file, '{"discover": false, "language": "de"}');
  expect(await readRecipeOptions({ options: file, set: ['discover=true', 'note=as is'] })).toEqual({
    discover: true,
    language: 'de',
    note: 'as is',
  });
});

test('prompts come from a file, by name or as a list, and from the command line', async () => {
  const file = join(await mkdtemp(join(tmpdir(), 'leafcutter-prompts-')), 'prompts.json');
  await writeFile(file, '{"gist": "Sum up.", "quiz": {"prompt": "Ask.", "depends_on": ["gist"]}}');
  expect(await readRecipeOptions({ prompts: file, prompt: ['terms=List terms: a=b'] })).toEqual({
    prompts: [
      { name: 'gist', prompt: 'Sum up.' },
      { name: 'quiz', prompt: 'Ask.', depends_on: ['gist'] },
      { name: 'terms', prompt: 'List terms: a=b' },
    ],
  });
});

test.each([
  [{ set: ['discover'] }, 'invalid-option', '--set discover'],
  [{ prompt: ['Sum up'] }, 'invalid-option', '--prompt Sum up: write name=value'],
  [{ options: 'none.json' }, 'invalid-option', '--options none.json is not there; check the name'],
  [{ schema: 'none.json' }, 'invalid-schema', '--schema none.json is not there; check the name'],
  [{ fields: 'a,,b' }, 'invalid-option', '--fields a,,b'],
])('%j is refused in words', async (given, code, says) => {
  await expect(readRecipeOptions(given)).rejects.toMatchObject({
    code,
    detail: expect.stringContaining(says),
  });
});
