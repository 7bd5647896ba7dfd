// Run as a process of its own: the loopback server with the faults of faults.ts, told what to do by its parent.
import { QUOTA, startGeminiServer } from '../gemini-server/gemini-server.ts';
import { Quota } from '../governor/quota.ts';
import { lognormal, normal } from '../governor/sampling.ts';
import { answerCharge, chargeIn } from '../support/charges-pdf.ts';
import { behaviourFor, LIMIT } from './faults.ts';
import type { FromServer, SeenCall, ToServer } from './remote-server.ts';

const LATENCY = { medianMs: 60, sigma: 0.6 };

const seed = Number(process.argv[2]);
const send = (message: FromServer): void => void process.send?.(message);

/** Which document a request is about, and which process sent it, by the request's index. */
const about: { readonly document: string; readonly generation: number }[] = [];
const startedMs = performance.now();
const quota = new Quota(LIMIT, undefined);
const asked = new Map<string, number>();
let generation = -1;
/** Requests until the parent is told. */
let countdown = Number.POSITIVE_INFINITY;

const server = await startGeminiServer({
  answer: answerCharge,
  latencyMs: ({ index }) => lognormal(LATENCY.medianMs, LATENCY.sigma, normal(seed, 'latency', index)),
  behave(request) {
    const document = /^Charge-(.*)-\d+$/.exec(chargeIn(request).name)?.[1] ?? '';
    if (document === '') throw new Error(`request ${request.index} is about no known document`);
    about[request.index] = { document, generation };
    if (--countdown === 0) send({ type: 'reached' });
    const atMs = performance.now() - startedMs;
    if (!quota.accepts(atMs, 1)) {
      // With and without a hint, in turn.
      if (request.index % 2 === 0) return { kind: 'bare-429' };
      const waitMs = Math.ceil(quota.opensAtMs(atMs, 1) - atMs);
      return { kind: 'quota', violations: [QUOTA.requestsPerMinute], retryDelay: `${waitMs / 1_000}s` };
    }
    quota.charge(atMs, 1);
    const times = asked.get(document) ?? 0;
    asked.set(document, times + 1);
    return behaviourFor(seed, document, times);
  },
});
send({ type: 'listening', url: server.url });

process.on('message', (message: ToServer) => {
  if (message.type === 'watch') {
    generation = message.generation;
    countdown = message.requests;
    send({ type: 'watching' });
    return;
  }
  countdown = Number.POSITIVE_INFINITY;
  // What a killed process has sent is read to its end before the next one starts.
  const look = setInterval(() => {
    const { stats } = server;
    if (stats.inFlight > 0) return;
    clearInterval(look);
    const calls: SeenCall[] = stats.calls.map((call) => ({ ...call, ...about[call.index]! }));
    send({ type: 'seen', calls, filesUploaded: stats.files.uploaded, filesLeft: stats.files.left });
  }, 50);
});
process.on('disconnect', () => process.exit());
