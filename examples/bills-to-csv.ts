// A folder of bills to CSV: all.items.csv has a row for each line item, all.bills.csv one for each bill.
//
//   npx node examples/bills-to-csv.ts examples/documents all.csv
//
// In a checkout of this repository `npm run build` has to make the library first.
//
// Without a key the rules read them on this machine; with GEMINI_API_KEY set a model reads what the rules could not.
// Run it again after stopping it: what is done is not done again.
import { createLeafcutter } from 'leafcutter';

const [folder, csv] = process.argv.slice(2);
if (!folder || !csv) throw new Error('usage: node bills-to-csv.ts FOLDER NAME.csv');

const leafcutter = await createLeafcutter();
try {
  for await (const { document, status, review, findings, problem } of leafcutter.run({
    recipe: 'bill',
    sources: [folder],
    out: [csv],
  })) {
    console.log(`${document.name}: ${status}${review === 'needed' ? ', needs a look' : ''}`);
    for (const { severity, message } of findings) if (severity !== 'info') console.log(`  ${message}`);
    if (problem) console.log(`  ${problem.detail}`);
  }
} finally {
  await leafcutter.close();
}
