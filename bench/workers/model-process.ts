// Run as a process of its own by the benchmark of workers: a Gemini server of a fixed latency that writes down when every
// request came and what it was about, and refuses what a sliding minute has no room for.
import { startGeminiServer } from '../../test/gemini-server/gemini-server.ts';

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

async function serve(latencyMs: number, perMinute: number): Promise<void> {
  const times: number[] = [];
  let first = 0;
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
      while (times[first] !== undefined && times[first]! <= now - 60_000) first++;
      if (perMinute > 0 && times.length - first >= perMinute) {
        refused++;
        return { kind: 'quota', violations: [], retryDelay: '1s', latencyMs: 20 };
      }
      times.push(now);
      return undefined;
    },
  });
  const send = (message: FromModel): void => void process.send?.(message);
  send({ type: 'listening', url: server.url });
  process.on('message', () => send({ type: 'seen', times, refused, answered: [...answered] }));
  process.on('disconnect', () => process.exit());
}

if (process.send) await serve(Number(process.argv[2]), Number(process.argv[3]));
