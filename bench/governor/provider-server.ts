// The scenario's provider over HTTP in scaled time, in a process of its own so that the client's work is not its own.
//
//   node provider-server.ts SCENARIO-ID TIME-SCALE
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider, type SimulatedCall } from '../../test/governor/provider.ts';
import { scenario } from '../../test/governor/scenario.ts';

const provider = new Provider(scenario(process.argv[2] ?? ''));
const timeScale = Number(process.argv[3]);
let startedMs = Number.NaN;
const now = (): number => (performance.now() - startedMs) / timeScale;

const server = createServer((request, response) => {
  if (request.method === 'GET') {
    response.end(JSON.stringify(provider.log));
    return;
  }
  let body = '';
  request.setEncoding('utf8').on('data', (chunk: string) => {
    body += chunk;
  });
  request.on('end', () => {
    // Provider time begins with the first call.
    if (Number.isNaN(startedMs)) startedMs = performance.now();
    const { call, lane } = JSON.parse(body) as { call: SimulatedCall; lane: number };
    const reply = provider.arrive(call, lane, now());
    setTimeout(
      () => {
        const { status, tokens, retryAfterMs, violation } = reply;
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(
          JSON.stringify({ tokens, retryAfterMs, violation, quota: provider.stated(lane, now()) ?? [] }),
        );
      },
      Math.max(0, (reply.endsAtMs - now()) * timeScale),
    );
  });
});
// A connection that the client is about to use again must not be closed under it.
server.keepAliveTimeout = 0;
process.stdin.resume().on('end', () => process.exit());
server.listen(0, '127.0.0.1', () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`));
