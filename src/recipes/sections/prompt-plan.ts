import { z } from 'zod';
import { Problem } from '../../problem/problem.ts';

/** One thing that is asked of every section. */
export const sectionPromptSchema = z.strictObject({
  /** Key of its result: letters, digits, `_` and `-`. */
  name: z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N}_-]*$/u, 'a name has letters, digits, _ and -'),
  prompt: z.string().min(1),
  /** Prompts whose results this one is shown. */
  depends_on: z.array(z.string()).default([]),
  /** JSON Schema of an object for the result; default: text with the passages that carry it. */
  schema: z.record(z.string(), z.unknown()).optional(),
  /** Model that is asked first; default fast. */
  tier: z.enum(['fast', 'strong']).default('fast'),
});
export type SectionPrompt = z.infer<typeof sectionPromptSchema>;

/** Orders prompts so that each comes after those it depends on. Throws `invalid-option` for a cycle or an unknown name. */
export function orderPrompts(prompts: readonly SectionPrompt[]): SectionPrompt[] {
  const byName = new Map<string, SectionPrompt>();
  for (const prompt of prompts) {
    if (byName.has(prompt.name)) {
      throw new Problem('invalid-option', { detail: `The prompt ${prompt.name} is named twice` });
    }
    byName.set(prompt.name, prompt);
  }
  const ordered: SectionPrompt[] = [];
  const state = new Map<string, 'open' | 'done'>();
  const visit = (prompt: SectionPrompt, path: readonly string[]): void => {
    if (state.get(prompt.name) === 'done') return;
    if (state.get(prompt.name) === 'open') {
      throw new Problem('invalid-option', {
        detail: `The prompts depend on each other in a circle: ${[...path.slice(path.indexOf(prompt.name)), prompt.name].join(' → ')}`,
      });
    }
    state.set(prompt.name, 'open');
    for (const name of prompt.depends_on) {
      const needed = byName.get(name);
      if (!needed) {
        throw new Problem('invalid-option', {
          detail: `The prompt ${prompt.name} depends on ${name}, which is no prompt`,
        });
      }
      visit(needed, [...path, prompt.name]);
    }
    state.set(prompt.name, 'done');
    ordered.push(prompt);
  };
  for (const prompt of prompts) visit(prompt, []);
  return ordered;
}
