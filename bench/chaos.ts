/**
 * Thousands of files whose run is killed with kill -9 again and again while the provider fails a fifth of the requests:
 * what is lost, doubled or paid twice (nothing), and what memory it takes.
 *
 * Run: `npm run bench -- chaos [documents] [kills] [seed]` (default 2,000 documents, 50 kills)
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runChaos } from '../test/chaos/chaos-run.ts';
import { printTable } from './print-table.ts';

const [documents = 2_000, kills = 50, seed = 1] = process.argv.slice(2).map(Number);

const directory = await mkdtemp(join(tmpdir(), 'leafcutter-chaos-'));
try {
  const report = await runChaos({
    directory,
    documents,
    kills,
    seed,
    onKill: (number) => void process.stderr.write(`kill ${number} of ${kills}\n`),
  });
  const count = (value: number): string => value.toLocaleString('en');
  const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;
  const dollars = (micros: number): string => `${(micros / 1e6).toFixed(6)} USD`;
  printTable(
    `${count(documents)} files, ${report.kills} kill -9, a fifth of the requests failing; seed ${seed}, ${(report.tookMs / 1000).toFixed(0)} s`,
    ['what', 'must be', 'is'],
    [
      ['documents, rows, files and processes not as they must be', '0', count(report.violations.length)],
      ['kill -9', count(kills), count(report.kills)],
      [
        'requests; failing; of them 429',
        '',
        `${count(report.requests)}; ${count(report.faults)}; ${count(report.refused)}`,
      ],
      ['calls paid, by the server', '', `${count(report.paidCalls)} (${dollars(report.paidMicros)})`],
      [
        'calls in the ledger',
        'paid less lost',
        `${count(report.ledgerCalls)} (${dollars(report.ledgerMicros)})`,
      ],
      [
        'paid and lost at a kill',
        `at most the ${count(report.inFlightAtKills)} at work then`,
        `${count(report.lostAtKill)} (${dollars(report.lostMicros)})`,
      ],
      ['answered again', 'at most those lost', count(report.answeredAgain)],
      ['paid and given up at the deadline', '0', count(report.givenUp)],
      ['files uploaded; left behind', '0 left', count(report.filesUploaded)],
      ['peak memory of the client', '512 MB', megabytes(report.peakBytes)],
      ['the same with its PDF processes', '', megabytes(report.peakTreeBytes)],
    ],
  );
  for (const violation of report.violations) process.stdout.write(`VIOLATED: ${violation}\n`);
  if (report.violations.length > 0 || report.kills < kills) process.exitCode = 1;
} finally {
  await rm(directory, { recursive: true, force: true });
}
