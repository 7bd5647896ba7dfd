// Fields of your own from any documents, typed by a Zod schema:
//
//   npx node examples/own-fields.ts examples/documents
//
// In a checkout of this repository `npm run build` has to make the library first.
//
// The names and descriptions say what is looked for, as printed labels without a key and as words to a model with one.
import { createLeafcutter, fieldsOf } from 'leafcutter';
import { z } from 'zod';

const folder = process.argv[2];
if (!folder) throw new Error('usage: node own-fields.ts FOLDER');

const Payment = z.object({
  bill_number: z.string().nullable().describe('Bill no'),
  date: z.iso.date().nullable().describe('Date of the bill'),
  total: z.string().nullable().describe('Total to be paid, as an exact decimal'),
});

const leafcutter = await createLeafcutter();
try {
  for await (const { document, data, evidence, review, problem } of leafcutter.run({
    recipe: fieldsOf(Payment),
    sources: [folder],
  })) {
    const { bill_number, date, total } = data?.fields ?? {};
    const look = review === 'needed' ? ' (needs a look)' : '';
    console.log(
      `${document.name}: bill ${bill_number ?? '?'} of ${date ?? '?'}, to be paid ${total ?? '?'}${look}`,
    );
    if (problem) console.log(`  ${problem.detail}`);
    for (const { value, pageNumber, quote } of evidence) {
      if (quote) console.log(`  ${value} stands on page ${pageNumber} as “${quote}”`);
    }
  }
} finally {
  await leafcutter.close();
}
