// Run as a process of its own by unknown-quota.ts: a Gemini server that refuses what its bucket does not hold, in time
// that runs SCALE times as fast.
import { startGeminiServer } from '../test/gemini-server/gemini-server.ts';
import { Quota } from '../test/governor/quota.ts';
import { lognormal, normal } from '../test/governor/sampling.ts';

/** How the provider behaves, in its own time. */
export interface ProviderModel {
  readonly seed: number;
  readonly scale: number;
  readonly perMinute: number;
  readonly latencyMs: number;
  readonly sigma: number;
}

/** What the bench hears of its server. */
export type FromServer =
  | { readonly type: 'listening'; readonly url: string }
  | {
      readonly type: 'seen';
      readonly accepted: number;
      readonly refused: number;
      readonly maxInFlight: number;
    };

/** How long the accepted call number `index` takes, in provider time. */
export function latencyOf({ seed, latencyMs, sigma }: ProviderModel, index: number): number {
  return lognormal(latencyMs, sigma, normal(seed, 'latency', index));
}

const REFUSAL_MS = 180;

async function serve(model: ProviderModel): Promise<void> {
  const { scale, perMinute } = model;
  const quota = new Quota({ dim: 'req', kind: 'bucket', perMin: perMinute }, undefined);
  let startedMs: number | null = null;
  let accepted = 0;
  let refused = 0;
  const server = await startGeminiServer({
    answer: ({ prompt }) => ({ total: /Total ([\d.]+)/.exec(prompt)?.[1] ?? '' }),
    behave() {
      const now = performance.now();
      startedMs ??= now;
      const atMs = (now - startedMs) * scale;
      if (quota.accepts(atMs, 1)) {
        quota.charge(atMs, 1);
        return { kind: 'answer', latencyMs: latencyOf(model, accepted++) / scale };
      }
      refused++;
      const waitMs = quota.opensAtMs(atMs, 1) - atMs;
      return {
        kind: 'quota',
        violations: [],
        retryDelay: `${(waitMs / 1_000).toFixed(3)}s`,
        latencyMs: REFUSAL_MS / scale,
      };
    },
  });
  const send = (message: FromServer): void => void process.send?.(message);
  send({ type: 'listening', url: server.url });
  process.on('message', () =>
    send({ type: 'seen', accepted, refused, maxInFlight: server.stats.maxInFlight }),
  );
  process.on('disconnect', () => process.exit());
}

if (process.send) await serve(JSON.parse(process.argv[2]!) as ProviderModel);
