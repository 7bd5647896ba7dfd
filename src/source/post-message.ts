import { Agent, request } from 'undici';
import { createAddressGuard, type Resolve } from './address-guard.ts';
import { parseAddress } from './url-address.ts';

/** Where messages may go and how long one may take. */
export interface PostOptions {
  /** Hosts that may be reached although they are on a private network. Default none. */
  readonly allowHosts?: readonly string[];
  /** Default 15 s. */
  readonly timeoutMs?: number;
  /** Default: the system's name resolution. */
  readonly resolve?: Resolve;
}

/** Sends a body to an address and answers the status that came back; redirects are not followed. */
export type Post = (
  address: string,
  message: { readonly headers: Readonly<Record<string, string>>; readonly body: string },
) => Promise<number>;

/** Sends messages to addresses that strangers name, by the rules of downloads. Throws `url-refused`, or what the network threw. */
export function createPost(options: PostOptions = {}): Post {
  const { allowHosts = [], timeoutMs = 15_000, resolve } = options;
  const guard = createAddressGuard({ allowHosts, ...(resolve === undefined ? {} : { resolve }) });
  const dispatcher = new Agent({ connect: { lookup: guard.lookup }, keepAliveTimeout: 1_000 });
  return async (address, { headers, body }) => {
    const url = parseAddress(address);
    guard.check(url);
    const response = await request(url, {
      method: 'POST',
      dispatcher,
      headers: { ...headers },
      body,
      signal: AbortSignal.timeout(timeoutMs),
    });
    // Whatever it answers, the status says all.
    response.body.on('error', () => {});
    response.body.destroy();
    return response.statusCode;
  };
}
