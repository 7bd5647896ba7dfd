import { expect, test } from 'vitest';
import { orderPrompts } from './prompt-plan.ts';
import { sectionsOptionsSchema } from './sections-schema.ts';

const prompt = (name: string, depends_on: readonly string[] = []) => ({
  name,
  prompt: name,
  depends_on: [...depends_on],
  tier: 'fast' as const,
});
const order = (prompts: Parameters<typeof orderPrompts>[0]) => orderPrompts(prompts).map(({ name }) => name);

test('a prompt comes after those it depends on, the others stay in their order', () => {
  expect(
    order([prompt('quiz', ['gist', 'terms']), prompt('note'), prompt('gist'), prompt('terms', ['gist'])]),
  ).toEqual(['gist', 'terms', 'quiz', 'note']);
});

test.each([
  [[prompt('a', ['b']), prompt('b', ['c']), prompt('c', ['b'])], 'in a circle: b → c → b'],
  [[prompt('a', ['none'])], 'a depends on none, which is no prompt'],
  [[prompt('a'), prompt('a')], 'a is named twice'],
])('%j is refused, as options already', (prompts, says) => {
  expect(() => orderPrompts(prompts)).toThrow(says);
  const parsed = sectionsOptionsSchema.safeParse({ prompts });
  expect(parsed.error?.issues[0]?.message).toContain(says);
});
