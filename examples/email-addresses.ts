// A recipe of your own: every e-mail address in a document, with its place on the page.
//
//   npx leafcutter run examples/email-addresses.ts examples/documents --out addresses.csv
//
// It asks one question a page. The rules answer it on this machine; with a model on the route, what they could not read
// is asked of the model with the prompt, and every address it names is looked for on the page.
import { type DocumentReader, defineRecipe, type Evidence, type Question, type Reading } from 'leafcutter';
import { z } from 'zod';

const PageAddresses = z.object({ addresses: z.array(z.string()) });
const Addresses = z.object({
  addresses: z.array(z.object({ address: z.string(), page_number: z.number().int() })),
});

const ADDRESS = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/;

export const emailAddresses = defineRecipe({
  name: 'email-addresses',
  version: '1',
  description: 'every e-mail address in a document, with its place',
  options: z.object({}),
  result: Addresses,
  tables: [
    {
      name: 'addresses',
      columns: ['document', 'page_number', 'address'],
      *rows({ document, data }) {
        for (const row of data?.addresses ?? []) yield { document: document.name, ...row };
      },
    },
  ],

  async run(document, step) {
    // All pages at once: one that fails takes no other with it, and is named in the result.
    const outcomes = await step.all(document.pages, (pageNumber) => step.ask(question(pageNumber)));
    const addresses: z.infer<typeof Addresses>['addresses'] = [];
    const evidence: Evidence[] = [];
    const findings = outcomes.flatMap((outcome) => (outcome.ok ? outcome.value.findings : []));
    for (const [index, outcome] of outcomes.entries()) {
      if (!outcome.ok) continue;
      for (const [position, address] of outcome.value.value.addresses.entries()) {
        const found = outcome.value.evidence.find(({ path }) => path === `addresses[${position}]`);
        if (found) evidence.push({ ...found, path: `addresses[${addresses.length}].address` });
        addresses.push({ address, page_number: document.pages[index]! });
      }
    }
    const pages = outcomes.map((outcome, index) => ({
      pageNumber: document.pages[index]!,
      ...(outcome.ok
        ? { status: 'succeeded' as const }
        : { status: 'failed' as const, problem: outcome.problem.toJSON() }),
    }));
    return { data: { addresses }, evidence, findings, pages };
  },
});

function question(pageNumber: number): Question<z.infer<typeof PageAddresses>> {
  return {
    name: 'addresses-of-page',
    parts: [{ form: 'auto', pageNumbers: [pageNumber] }],
    schema: PageAddresses,
    prompt: 'List every e-mail address on this page, as printed. An empty list when there is none.',
    rules: (document) => readAddresses(document, pageNumber),
  };
}

async function readAddresses(
  document: DocumentReader,
  pageNumber: number,
): Promise<Reading<z.infer<typeof PageAddresses>>> {
  const { words } = await document.words(pageNumber);
  const found = words.flatMap((word) => {
    const address = ADDRESS.exec(word.text)?.[0];
    return address ? [{ address, word }] : [];
  });
  return {
    value: { addresses: found.map(({ address }) => address) },
    evidence: found.map(({ address, word }, index) => ({
      path: `addresses[${index}]`,
      value: address,
      pageNumber,
      box: word.box,
      quote: word.text,
      match: 'exact',
      confidence: word.confidence ?? 1,
      origin: 'rules',
    })),
  };
}
