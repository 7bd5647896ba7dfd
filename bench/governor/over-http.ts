import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'undici';
import type { SendResult, World } from '../../test/governor/client.ts';
import {
  callsOf,
  type ProviderLog,
  type SimulatedCall,
  type StatedQuota,
} from '../../test/governor/provider.ts';
import { type Run, RunLog } from '../../test/governor/run-log.ts';
import { uniform } from '../../test/governor/sampling.ts';
import type { Scenario } from '../../test/governor/scenario.ts';
import type { MakeClient } from './peers.ts';

interface WireReply {
  readonly tokens: number;
  readonly retryAfterMs?: number;
  readonly violation?: { readonly dimension: 'requests' | 'tokens'; readonly limit: number };
  readonly quota: readonly StatedQuota[];
}

/**
 * Runs a client against the scenario's provider over HTTP on loopback, for `limitMs` of its time at most; all times are
 * multiplied by `timeScale`.
 */
export async function runOverHttp(
  scenario: Scenario,
  makeClient: MakeClient,
  { timeScale, limitMs }: { readonly timeScale: number; readonly limitMs: number },
): Promise<Run> {
  const server = spawn(
    process.execPath,
    [new URL('provider-server.ts', import.meta.url).pathname, scenario.id, String(timeScale)],
    {
      // The server ends with the pipe: a benchmark that is killed leaves none behind.
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  );
  const dispatcher = new Agent({ connections: 2_000, pipelining: 1 });
  try {
    const [port] = (await once(server.stdout, 'data')) as [Buffer];
    const url = `http://127.0.0.1:${port.toString().trim()}`;
    const calls = callsOf(scenario);
    const log = new RunLog(calls.length);
    await new Promise<void>((resolve, reject) => {
      const done = (error?: unknown): void => (error === undefined ? resolve() : reject(error));
      const startedMs = performance.now();
      const now = (): number => (performance.now() - startedMs) / timeScale;
      let draws = 0;
      const limit = setTimeout(() => done(), limitMs * timeScale);
      const world: World = {
        laneCount: scenario.lanes.length,
        now,
        after: (delayMs, callback) => {
          const timer = setTimeout(callback, Math.max(0, delayMs * timeScale));
          return () => clearTimeout(timer);
        },
        random: () => uniform(scenario.seed, 'client', draws++),
        finished: (call, succeeded) => {
          log.finished(call, succeeded, now());
          if (!log.complete) return;
          clearTimeout(limit);
          done();
        },
        send: (call, lane, told) => {
          log.sent(lane, now());
          void send(dispatcher, url, call, lane).then((result) => {
            if (result.kind === 'throttled' && result.retryAfterMs !== undefined) {
              log.told(lane, now() + result.retryAfterMs);
            }
            told(result);
          }, done);
        },
      };
      const client = makeClient(world, scenario);
      for (const call of calls) {
        if (call.arrivesAtMs === 0) client.submit(call);
        else world.after(call.arrivesAtMs, () => client.submit(call));
      }
    });
    const { body } = await request(url, { dispatcher });
    return log.result(scenario, (await body.json()) as ProviderLog);
  } finally {
    server.kill();
    await dispatcher.destroy();
  }
}

async function send(dispatcher: Agent, url: string, call: SimulatedCall, lane: number): Promise<SendResult> {
  const { statusCode, body } = await request(url, {
    method: 'POST',
    body: JSON.stringify({ call, lane }),
    dispatcher,
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  const { tokens, retryAfterMs, violation, quota } = (await body.json()) as WireReply;
  if (statusCode === 200) return { kind: 'answered', tokens, quota };
  if (statusCode !== 429) return { kind: 'trouble' };
  const violations = violation ? [{ ...violation, window: 'minute' as const }] : [];
  return { kind: 'throttled', retryAfterMs, violations, quota };
}
