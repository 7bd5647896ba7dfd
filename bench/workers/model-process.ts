// Run as a process of its own by the benchmark of workers: a Gemini server of a fixed latency that writes down when every
// request came and what it was about, and refuses what a sliding minute or a bucket that refills has no room for.
import { startGeminiServer } from '../../test/gemini-server/gemini-server.ts';
import { Quota } from '../../test/governor/quota.ts';

/** What the benchmark hears of its provider. */
export type FromModel =
  | { readonly type: 'listening'; readonly url: string }
  | {
      readonly type: 'seen';
      /** When requests came, in milliseconds since 1970. */
      readonly times: readonly number[];
      readonly refused: number;
      /** Answers that went out, by question: more than one was paid twice. */
      readonly answered: readonly (readonly [key: string, times: number])[];
    };

/** How a quota of requests opens again. */
export type QuotaKind = 'sliding' | 'bucket';

async function serve(latencyMs: number, perMinute: number, kind: QuotaKind): Promise<void> {
  const quota = new Quota({ dim: 'req', kind, perMin: perMinute }, undefined);
  const startedMs = performance.now();
  const times: number[] = [];
  let refused = 0;
  const answered = new Map<string, number>();
  const server = await startGeminiServer({
    latencyMs,
    answer: (request) => {
      answered.set(request.key, (answered.get(request.key) ?? 0) + 1);
      return { page_type: 'Bill Detail', bills: [] };
    },
    behave() {
      const now = Date.now();
      const atMs = performance.now() - startedMs;
      if (perMinute > 0 && !quota.accepts(atMs, 1)) {
        refused++;
        const waitMs = quota.opensAtMs(atMs, 1) - atMs;
        return {
          kind: 'quota',
          violations: [],
          retryDelay: `${(waitMs / 1_000).toFixed(3)}s`,
          latencyMs: 20,
        };
      }
      if (perMinute > 0) quota.charge(atMs, 1);
      times.push(now);
      return undefined;
    },
  });
  const send = (message: FromModel): void => void process.send?.(message);
  send({ type: 'listening', url: server.url });
  process.on('message', () => send({ type: 'seen', times, refused, answered: [...answered] }));
  process.on('disconnect', () => process.exit());
}

if (process.send) {
  await serve(Number(process.argv[2]), Number(process.argv[3]), process.argv[4] as QuotaKind);
}
