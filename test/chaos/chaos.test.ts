import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runChaos } from './chaos-run.ts';

// The whole of it, 2,000 documents and 50 kills, is `npm run bench -- chaos`.
const DOCUMENTS = 150;
const KILLS = 6;
const MEMORY_BYTES = 512_000_000;

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'leafcutter-chaos-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

test('killed again and again under faults, nothing is lost, doubled or paid twice', async () => {
  const report = await runChaos({ directory, documents: DOCUMENTS, kills: KILLS, seed: 4 });
  expect(report.violations).toEqual([]);
  expect(report.kills).toBe(KILLS);
  // The run was what it claims to be.
  expect(report.faults).toBeGreaterThan(DOCUMENTS / 10);
  expect(report.filesUploaded).toBeGreaterThan(0);
  expect(report.lostAtKill).toBeLessThanOrEqual(report.inFlightAtKills);
  expect(report.answeredAgain).toBeLessThanOrEqual(report.lostAtKill + report.givenUp);
  expect(report.peakBytes).toBeLessThan(MEMORY_BYTES);
}, 300_000);
