import type { LookupAddress, LookupOptions } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { Problem } from '../problem/problem.ts';
import { refused, shownAddress } from './url-address.ts';

/** Finds all addresses of a host name. */
export type Resolve = (hostname: string) => Promise<readonly LookupAddress[]>;

/** What keeps downloads out of this machine and its network. */
export interface AddressGuard {
  /** Throws `url-refused` when the URL names a forbidden address outright. */
  check(url: URL): void;
  /**
   * Name resolution for the connection itself: what is checked is what is connected to, so a name that answers
   * differently the next time gains nothing. Fails with `url-refused` when any of a name's addresses is forbidden.
   */
  readonly lookup: (
    hostname: string,
    options: LookupOptions,
    callback: (error: Error | null, address: string | LookupAddress[], family?: number) => void,
  ) => void;
}

/** The one IPv6 block of public unicast addresses (RFC 4291, 2.4); what lies outside is private, mapped or reserved. */
const PUBLIC_IPV6 = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * True for an address on the public internet. Not public: private, loopback, link-local, carrier-grade NAT, multicast,
 * reserved, and whatever wraps another address (IPv4-mapped, NAT64, 6to4, Teredo).
 */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 0) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== 'unicast') return false;
  return parsed instanceof ipaddr.IPv4 || parsed.match(PUBLIC_IPV6);
}

/** A guard that lets `allowHosts` (host names or addresses as they stand in URLs) through, wherever they lead. */
export function createAddressGuard({
  allowHosts,
  resolve = (hostname) => lookup(hostname, { all: true }),
}: {
  readonly allowHosts: readonly string[];
  readonly resolve?: Resolve;
}): AddressGuard {
  const allowed = new Set(allowHosts.map((host) => bare(host.toLowerCase())));

  async function addressesOf(hostname: string): Promise<readonly LookupAddress[]> {
    const addresses = await resolve(hostname);
    if (!allowed.has(hostname) && !addresses.every(({ address }) => isPublicAddress(address))) {
      throw refused(
        hostname,
        'it leads to a private address; allow the host with --allow-host or LEAFCUTTER_ALLOW_HOSTS if it may be fetched',
      );
    }
    return addresses;
  }

  return {
    check(url) {
      const host = bare(url.hostname);
      if (isIP(host) !== 0 && !allowed.has(host) && !isPublicAddress(host)) {
        throw refused(
          shownAddress(url),
          'it is a private address; allow the host with --allow-host or LEAFCUTTER_ALLOW_HOSTS if it may be fetched',
        );
      }
    },
    lookup(hostname, options, callback) {
      addressesOf(hostname).then(
        (addresses) => {
          const [first] = addresses;
          if (first === undefined) {
            callback(new Problem('download-failed', { detail: `${hostname} has no address` }), []);
          } else if (options.all) callback(null, [...addresses]);
          else callback(null, first.address, first.family);
        },
        (error: Error) => callback(error, []),
      );
    },
  };
}

/** An IPv6 address without the brackets it has in a URL. */
function bare(host: string): string {
  return host.replace(/^\[|\]$/g, '');
}
