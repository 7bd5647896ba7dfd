import { z } from 'zod';
import { defineRecipe, type Recipe } from '../../src/recipes/recipe.ts';

/** A recipe whose documents wait until they are let through. */
export interface GatedRecipe {
  readonly recipe: Recipe;
  /** Documents that have begun so far. */
  begun(): number;
  /** Resolves when so many documents have begun. */
  waitFor(begun: number): Promise<void>;
  /** Lets `count` more through. */
  let(count: number): void;
}

/** A gate that is open lets everything through. */
export function gatedRecipe({ open = false }: { readonly open?: boolean } = {}): GatedRecipe {
  let begun = 0;
  let free = open ? Number.POSITIVE_INFINITY : 0;
  let wakeWaiters: (() => void)[] = [];
  const changed = (): void => {
    const waiters = wakeWaiters;
    wakeWaiters = [];
    for (const wake of waiters) wake();
  };
  const next = (signal?: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      wakeWaiters.push(resolve);
      signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
  const recipe = defineRecipe({
    name: 'gated',
    version: '1',
    description: 'Waits',
    options: z.object({}),
    result: z.object({ name: z.string() }),
    tables: [{ name: 'names', columns: ['name'], rows: ({ data }) => (data ? [{ name: data.name }] : []) }],
    async run(document, step) {
      begun++;
      changed();
      while (free <= 0) await next(step.signal);
      free--;
      return {
        data: { name: document.name },
        evidence: [],
        findings: [],
        pages: document.pages.map((pageNumber) => ({ pageNumber, status: 'succeeded' as const })),
      };
    },
  }) as unknown as Recipe;
  return {
    recipe,
    begun: () => begun,
    async waitFor(count) {
      while (begun < count) await next();
    },
    let(count) {
      free += count;
      changed();
    },
  };
}

/** The smallest PDF of one empty page; `mark` makes its bytes its own. */
export function tinyPdf(mark: string): Blob {
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] /Mark (${mark}) >>`,
  ];
  let text = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const offset = text.length;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const start = text.length;
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  text += `xref\n0 4\n0000000000 65535 f \n${rows}trailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`;
  return new Blob([text]);
}

/** So many files for a gated job. */
export function tinyFiles(
  count: number,
  prefix = 'file',
): { readonly name: string; readonly content: Blob }[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `${prefix}-${index}.pdf`,
    content: tinyPdf(`${prefix} ${index}`),
  }));
}
