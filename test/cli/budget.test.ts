import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startGeminiServer } from '../gemini-server/gemini-server.ts';
import { answerCharge, writeChargesPdf } from '../support/charges-pdf.ts';
import { runCli } from '../support/run-cli.ts';

test('a budget stops the job before it is passed, says what remains, and a larger one goes on', async () => {
  const cwd = await mkdtemp(join(tmpdir(), 'leafcutter-budget-'));
  for (let index = 0; index < 12; index++) await writeChargesPdf(join(cwd, `${index}.pdf`), `b${index}`, 1);
  // A thousand tokens in and a hundred out: a call of this model costs a tenth of a cent.
  const server = await startGeminiServer({
    answer: answerCharge,
    tokens: () => ({ input: 1_000, output: 100 }),
  });
  const run = (budget: string) =>
    runCli(
      [
        'run',
        'bill',
        '.',
        '--route',
        'fast',
        '--model',
        'gemini/gemini-3.8-flash',
        '--budget',
        budget,
        '--out',
        'out.jsonl',
      ],
      { cwd, env: { GEMINI_API_KEY: 'key', GOOGLE_GEMINI_BASE_URL: server.url } },
    );
  try {
    const first = await run('0.008usd');
    expect(first.code, first.stderr).toBe(4);
    expect(first.stderr).toContain('budget-reached');
    expect(first.stderr).toMatch(/pending/);
    expect(first.stderr).toMatch(/Go on with more: leafcutter resume \S+ --budget AMOUNT --out out\.jsonl\n/);
    const asked = server.stats.answered;
    expect(asked).toBeGreaterThan(0);
    expect(asked).toBeLessThan(12);

    const second = await run('5usd');
    expect(second.code, second.stderr).toBe(0);
    expect(server.stats.answered).toBe(12);
    expect(server.stats.duplicatesAfterSuccess).toBe(0);
  } finally {
    await server.close();
  }
});
