import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { LeafcutterClient } from '../../client/client.ts';
import { Problem } from '../../problem/problem.ts';
import { whyUnread } from '../why-unread.ts';
import { unreachable } from './answer-problem.ts';

/** How a server is named, on the command line and in the environment. */
export interface RemoteArguments {
  readonly server?: string;
  readonly keyFile?: string;
  readonly home?: string;
}

/** A server that does the work. */
export interface Remote {
  readonly url: string;
  readonly client: LeafcutterClient;
}

/** A server that is busy or not there is tried again for so long. */
const PATIENCE_MS = 60_000;
const AGAIN_MS = 1_000;
const BUSY = new Set([429, 503]);

/**
 * The server that the arguments or LEAFCUTTER_SERVER name; null: the work is done here, as `--home` says too. Its key
 * comes from `--key-file`, LEAFCUTTER_SERVER_KEY_FILE or LEAFCUTTER_SERVER_KEY, never from an argument that others see.
 * Throws `invalid-option`.
 */
export async function connect(
  { server, keyFile, home }: RemoteArguments,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<Remote | null> {
  const named = server ?? (home === undefined ? environment.LEAFCUTTER_SERVER || undefined : undefined);
  if (named === undefined) return null;
  if (home !== undefined) {
    throw new Problem('invalid-option', {
      detail: '--home and --server exclude each other: a job is in a store here, or at a server',
    });
  }
  const url = URL.parse(named);
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw new Problem('invalid-option', {
      detail: `${server === undefined ? 'LEAFCUTTER_SERVER=' : '--server '}${named}: write its address, such as http://127.0.0.1:4280`,
    });
  }
  if (url.username || url.password) {
    throw new Problem('invalid-option', {
      detail: '--server takes no name and password; put the key into LEAFCUTTER_SERVER_KEY or --key-file',
    });
  }
  const key = await readKey(keyFile, environment);
  const address = named.replace(/\/+$/, '');
  const client = new LeafcutterClient({
    url: address,
    fetch: patientFetch(address),
    ...(key === undefined ? {} : { key }),
  });
  return { url: address, client };
}

async function readKey(
  keyFile: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<string | undefined> {
  const file = keyFile ?? environment.LEAFCUTTER_SERVER_KEY_FILE;
  if (!file) return environment.LEAFCUTTER_SERVER_KEY || undefined;
  const text = await readFile(file, 'utf8').catch((cause) => {
    throw new Problem('invalid-option', {
      detail: `The key file ${file} ${whyUnread(cause)}`,
      cause,
    });
  });
  const key = text.trim();
  if (key !== '') return key;
  throw new Problem('invalid-option', {
    detail: `The key file ${file} is empty; put the key into it that "leafcutter keys create" showed`,
  });
}

/**
 * A `fetch` that tries again where the server is busy, or has been reached before and cannot be now: it may be starting
 * anew, and no work is lost by that. Repeating is safe: submitting carries an idempotency key, and the rest changes
 * nothing twice.
 */
function patientFetch(server: string): typeof fetch {
  let reached = false;
  return async (input, init = {}) => {
    const untilMs = performance.now() + PATIENCE_MS;
    const { signal } = init;
    for (;;) {
      let pauseMs = AGAIN_MS;
      try {
        const answer = await fetch(input, init);
        reached = true;
        if (!BUSY.has(answer.status)) return answer;
        pauseMs = Math.max(AGAIN_MS, Number(answer.headers.get('retry-after') ?? 0) * 1000);
        // A wait that is longer than our patience is for people to decide.
        if (performance.now() + pauseMs > untilMs) return answer;
        await answer.body?.cancel();
      } catch (cause) {
        if (signal?.aborted) throw cause;
        // An address that was never right does not get better.
        if (!reached || performance.now() > untilMs) throw unreachable(server, cause);
      }
      await sleep(pauseMs, undefined, signal ? { signal } : {});
    }
  };
}
