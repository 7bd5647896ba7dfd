import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DocumentResult } from '../domain/result.ts';
import { Problem } from '../problem/problem.ts';
import { committed, sinkContract } from './sink.contract.ts';
import { createSummarySink } from './summary-sink.ts';

const recipe = { name: 'sorted', version: '2', classOf: (data: unknown) => (data as { kind: string }).kind };

const TIMINGS = { totalMs: 0, startedAt: '2026-01-01T00:30:00.000Z', endedAt: '2026-01-01T00:30:01.000Z' };

/** The cells of every table row, by what stands first. */
const cellsOf = (text: string) =>
  new Map(
    text
      .split('\n')
      .filter((line) => line.startsWith('| '))
      .map((line) => line.slice(2, -2).split(' | '))
      .map(([first, ...rest]) => [first!, rest]),
  );

describe('the summary sink', () => {
  const contract = sinkContract({
    restarts: true,
    create: (folder) =>
      createSummarySink({ path: join(folder, 'out.md'), recipe: { name: 'x', version: '1' } }),
    async numbers(folder) {
      // It has no rows: how many documents it counts has to do.
      const cells = cellsOf(await readFile(join(folder, 'out.md'), 'utf8'));
      const documents = Number(cells.get('documents')![0]!.replaceAll(',', ''));
      expect(cells.get('pages')![0]).toBe(documents.toLocaleString('en-US'));
      return Array.from({ length: documents }, (_, index) => index + 1);
    },
  });

  it('ran the whole contract', () => {
    expect(contract.cases).toBe(17);
    expect(contract.ran()).toBe(contract.cases);
  });

  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'leafcutter-sink-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const summaryOf = async (results: readonly Partial<DocumentResult>[]) => {
    const path = join(folder, 'out.md');
    const sink = createSummarySink({ path, recipe });
    await sink.open(null);
    await sink.write(
      results.map((more, index) => {
        const { position, result } = committed(index + 1);
        return { position, result: { ...result, data: null, timings: TIMINGS, ...more } };
      }),
    );
    await sink.close();
    return readFile(path, 'utf8');
  };
  const withPages = (pages: number) => ({ document: { ...committed(1).result.document, pages } });

  it('counts classes, page bands, failures, cost and time', async () => {
    const blocked = new Problem('model-blocked', { detail: 'declined' }).toJSON();
    const failedPage = (pageNumber: number) => ({ pageNumber, status: 'failed' as const, problem: blocked });
    const usage = {
      calls: 2,
      inputTokens: 1000,
      outputTokens: 50,
      cachedTokens: 100,
      costMicros: 1_234_567,
      byModel: [],
    };
    const text = await summaryOf([
      {
        ...withPages(10),
        data: { kind: 'vendor' },
        usage,
        stages: { xml: 1, rules: 2, fast: 1, strong: 0, remembered: 0 },
      },
      { ...withPages(11), data: { kind: 'vendor' }, review: 'needed' },
      { ...withPages(20), data: { kind: 'claim' }, status: 'partial', pages: [failedPage(1), failedPage(2)] },
      {
        ...withPages(21),
        data: { kind: 'vendor' },
        findings: [1, 2].map((page) => ({
          code: 'duplicate-file',
          severity: 'info' as const,
          path: '',
          message: `The same as page ${page} of b.pdf`,
        })),
        timings: {
          totalMs: 90_000,
          startedAt: '2026-01-01T00:00:00.000Z',
          endedAt: '2026-01-01T01:02:03.000Z',
        },
      },
      { ...withPages(0), status: 'failed', problem: new Problem('pdf-damaged', { detail: 'x' }).toJSON() },
    ]);
    expect(text).toMatch(/^# Summary: sorted 2\n\n\| what \| how much \|\n\| --- \| --- \|\n/);
    expect(text.endsWith('|\n')).toBe(true);
    expect(Object.fromEntries(cellsOf(text))).toMatchObject({
      documents: ['5'],
      complete: ['3'],
      'in part': ['1'],
      failed: ['1'],
      'to be reviewed': ['1'],
      'duplicates (same bytes)': ['1'],
      pages: ['62'],
      'pages that failed': ['2'],
      'questions answered without a model': ['3 of 4'],
      'by the fast model': ['1 (25.0 %)'],
      'model calls': ['2'],
      'tokens in': ['1,000, 100 of them cached'],
      cost: ['$1.234567'],
      'time from first to last': ['1 h 02 min'],
      'time of all documents together': ['1 min 30 s'],
      vendor: ['3', '42'],
      claim: ['1', '20'],
      'up to 10': ['1'],
      '11 to 20': ['2'],
      'over 20': ['1'],
      'could not be opened': ['1'],
      'model-blocked': ['model', '1', 'The model declined to answer'],
      'duplicate-file': ['info', '1', 'The same as page 1 of b.pdf'],
      'pdf-damaged': ['reading', '1', 'The PDF is damaged'],
    });
  });

  it('leaves out what there is none of', async () => {
    const text = await summaryOf([withPages(1)]);
    expect(text).not.toContain('## Failures');
    expect(text).not.toContain('## Findings');
    expect(text).not.toContain('## Classes');
    expect(text).not.toContain('could not be opened');
    expect(text).toContain('| cost | $0.000000 |');
  });

  it('lets nothing of a document be Markdown', async () => {
    const text = await summaryOf([{ data: { kind: 'a | b\n# c <script> [x](y)' } }]);
    expect(text).toContain('| a \\| b \\# c \\<script\\> \\[x\\](y) | 1 | 1 |');
  });
});
