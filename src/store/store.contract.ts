import { afterEach, beforeEach, describe, it } from 'vitest';
import { BATCH_CASES } from './contract/batches.contract.ts';
import { BLOB_CASES } from './contract/blobs.contract.ts';
import type { StoreCases, StoreHarness } from './contract/case.contract.ts';
import { DOCUMENT_CASES } from './contract/documents.contract.ts';
import { JOB_CASES } from './contract/jobs.contract.ts';
import { KEPT_CASES } from './contract/kept.contract.ts';
import { KEY_USE_CASES } from './contract/key-use.contract.ts';
import { LEDGER_CASES } from './contract/ledger.contract.ts';
import { RESULT_CASES } from './contract/results.contract.ts';
import { RUN_CASES } from './contract/runs.contract.ts';
import { SERVICE_CASES } from './contract/service.contract.ts';

const GROUPS: Readonly<Record<string, StoreCases>> = {
  jobs: JOB_CASES,
  runs: RUN_CASES,
  documents: DOCUMENT_CASES,
  results: RESULT_CASES,
  ledger: LEDGER_CASES,
  batches: BATCH_CASES,
  'kept files': BLOB_CASES,
  'what is kept': KEPT_CASES,
  'people, keys and webhooks': SERVICE_CASES,
  'what keys use': KEY_USE_CASES,
};

/** How many cases every store has to pass: one that is not run would show. */
export const STORE_CASES = 93;

/**
 * Everything a store promises, run on a fresh one for each case. Answers how many cases there are and how many have
 * run, so that a suite that runs none of them can be seen to.
 */
export function storeContract(openHarness: () => Promise<StoreHarness>): {
  readonly cases: number;
  ran(): number;
} {
  let ran = 0;
  for (const [group, groupCases] of Object.entries(GROUPS)) {
    describe(group, () => {
      let harness: StoreHarness;
      beforeEach(async () => {
        harness = await openHarness();
      });
      afterEach(() => harness.dispose());
      for (const [name, run] of Object.entries(groupCases)) {
        it(name, async () => {
          await run(harness.store, harness);
          ran++;
        });
      }
    });
  }
  const cases = Object.values(GROUPS).reduce((sum, group) => sum + Object.keys(group).length, 0);
  return { cases, ran: () => ran };
}
