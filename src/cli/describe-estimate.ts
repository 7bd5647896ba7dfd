import { toWire } from '../domain/wire.ts';
import { dollars, plural } from '../domain/wording.ts';
import type { Estimate } from '../engine/estimate.ts';
import { describePassedOver } from './describe-passed-over.ts';
import { EXIT } from './exit-code.ts';
import { duration } from './format.ts';

/** Writes an estimate to standard output; what cannot be read decides the exit code, as at the end of a run. */
export function printEstimate(estimate: Estimate, { json = false }: { readonly json?: boolean }): void {
  process.stdout.write(json ? `${JSON.stringify(toWire(estimate))}\n` : describeEstimate(estimate));
  if (estimate.unreadable > 0) process.exitCode = EXIT.someFailed;
}

/** An estimate in words, with what it rests on. */
function describeEstimate(estimate: Estimate): string {
  const { documents, sampled, unreadable, pages, answeredWithoutModel, remembered, calls, passedOver } =
    estimate;
  const lines = [
    `${plural(documents, 'document')}, about ${plural(pages, 'page')} (${sampled === documents ? 'all looked at' : `from a sample of ${sampled}`})`,
    passedOver === undefined ? null : describePassedOver(passedOver),
    unreadable > 0 ? `about ${plural(unreadable, 'document')} cannot be read` : null,
    `${plural(answeredWithoutModel, 'question')} answered without a model${remembered > 0 ? `, ${remembered} remembered` : ''}`,
    `${plural(calls, 'model call')}, about ${plural(estimate.inputTokens, 'token')} in and ${plural(estimate.outputTokens, 'token')} out`,
    calls > 0
      ? estimate.costMicros === null
        ? 'cost unknown: the model has no price in the price list'
        : `about ${dollars(estimate.costMicros)}, without retries, repairs and the strong model`
      : 'no cost',
    estimate.quotaMs === null ? null : `at least ${duration(estimate.quotaMs)} at the configured quota`,
  ];
  return `${lines.filter((line) => line !== null).join('\n')}\n`;
}
