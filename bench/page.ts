// How fast the page is in Chromium, with a job of 100,000 documents and with a long bill:
//
//   npm run bench -- page [documents]
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { build } from 'vite';
import { createLeafcutter } from '../src/app.ts';
import { LeafcutterClient } from '../src/client/client.ts';
import { createServer } from '../src/server/server.ts';
import { chromiumPath, QUIET } from '../test/e2e/browser.ts';
import { printTable } from './print-table.ts';

const DOCUMENTS = Number(process.argv[2] ?? 100_000);
const BATCH = 5_000;
const REPEATS = 15;
const root = resolve(import.meta.dirname, '..');
const LONG_BILL = 'grouped-hospital.pdf';

/** Milliseconds until the browser has drawn what `act` brings about: two frames after `ready` holds. */
async function drawn(page: Page, act: string, ready: string): Promise<number> {
  return page.evaluate(`new Promise((done) => {
    const started = performance.now();
    ${act};
    const look = () => (${ready}) ? requestAnimationFrame(() => done(performance.now() - started)) : requestAnimationFrame(look);
    look();
  })`);
}

function quantile(values: readonly number[], share: number): string {
  const sorted = values.toSorted((a, b) => a - b);
  return `${sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!.toFixed(0)} ms`;
}

const directory = await mkdtemp(join(tmpdir(), 'leafcutter-bench-page-'));
const folder = join(directory, 'page');
await build({
  configFile: join(root, 'web/vite.config.ts'),
  logLevel: 'error',
  build: { outDir: folder },
});
const leafcutter = await createLeafcutter({
  environment: {},
  settings: { dataDirectory: directory, clientRequestsPerMinute: 0 },
});
const { store } = leafcutter;
const { job } = await store.openJob({
  id: 'large',
  key: 'large',
  recipe: 'bill',
  recipeVersion: '1',
  spec: { route: 'rules', models: {}, options: {} },
});
for (let from = 0; from < DOCUMENTS; from += BATCH) {
  const length = Math.min(BATCH, DOCUMENTS - from);
  const items = Array.from({ length }, (_, at) => {
    const name = `scan-${String(from + at).padStart(6, '0')}.pdf`;
    return { key: join(directory, name), name, bytes: 40_000, modifiedMs: 1 };
  });
  await store.addDocuments(job.id, items);
}
await store.setJobListed(job.id, true);
await store.setJobState(job.id, 'paused');
const server = await createServer(leafcutter, { version: 'bench', page: folder, maxEventLoopDelayMs: 0 });
const url = await server.listen({ port: 0 });
const client = new LeafcutterClient({ url });
const content = new Blob([await readFile(join(root, 'examples/documents', LONG_BILL))]);
const bill = await client.submit({ recipe: 'bill', files: [{ name: LONG_BILL, content }] });
await client.rested(bill.id);
const [document] = (await client.documents(bill.id)).documents;

const browser = await chromium.launch({ executablePath: chromiumPath!, args: [...QUIET] });
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  const opening: number[] = [];
  for (let repeat = 0; repeat < 5; repeat++) {
    await page.goto('about:blank');
    const startedMs = performance.now();
    await page.goto(`${url}/jobs/${job.id}`);
    await page.locator('.doc-row .name a').first().waitFor();
    opening.push(performance.now() - startedMs);
  }
  const jumps: number[] = [];
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    const index = Math.floor((DOCUMENTS * (repeat * 7 + 3)) / (REPEATS * 7 + 3));
    const text = JSON.stringify(`scan-${String(index).padStart(6, '0')}.pdf`);
    jumps.push(
      await drawn(
        page,
        `document.querySelector('.grid-body').scrollTop = ${index * 34}`,
        `[...document.querySelectorAll('.doc-row .name a')].some((a) => a.textContent === ${text})`,
      ),
    );
  }
  const rows = await page.locator('.grid-row').count();

  await page.goto(`${url}/documents/${document!.id}`);
  await page.locator('.sheet img').waitFor();
  const values = await page.locator('.value').count();
  const points: number[] = [];
  const select = (path: string) => `document.querySelector('[data-path="${path}"]').focus()`;
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    const path = `bills[0].items[${repeat}].amount`;
    points.push(
      await drawn(page, select(path), `document.querySelector('[data-box="${path}"][data-mode="selected"]')`),
    );
  }
  const opens: number[] = [];
  for (let repeat = 0; repeat < 5; repeat++) {
    await page.goto(`${url}/jobs/${bill.id}`);
    await page.locator('.doc-row .name a').waitFor();
    opens.push(
      await drawn(
        page,
        `document.querySelector('.doc-row .name a').click()`,
        `document.querySelector('.sheet img')?.complete && document.querySelector('[data-box]')`,
      ),
    );
  }
  printTable(
    'The page in Chromium',
    ['what', 'median', 'worst'],
    [
      [
        `job of ${DOCUMENTS.toLocaleString('en')} documents, opened cold`,
        quantile(opening, 0.5),
        quantile(opening, 1),
      ],
      [`its table, jump to anywhere (${rows} rows drawn)`, quantile(jumps, 0.5), quantile(jumps, 1)],
      [
        `a bill of ${values} values, from the click to page and boxes`,
        quantile(opens, 0.5),
        quantile(opens, 1),
      ],
      ['a value is pointed at, its box is drawn', quantile(points, 0.5), quantile(points, 1)],
    ],
  );
} finally {
  await browser.close();
  await server.close();
  await leafcutter.close();
  await rm(directory, { recursive: true, force: true });
}
