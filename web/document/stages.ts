import type { ResultBody } from '../../src/client/client.ts';

/** Who answered, as people say it. */
export function stagesOf(stages: ResultBody['stages']): string {
  const names = { xml: 'embedded XML', rules: 'rules', fast: 'the fast model', strong: 'the strong model' };
  const used = (Object.keys(names) as (keyof typeof names)[]).filter((name) => stages[name] > 0);
  return used.map((name) => names[name]).join(', ') || 'remembered answers';
}
