import { Problem } from '../problem/problem.ts';

const HAS_SCHEME = /^[a-z][a-z0-9+.-]+:\/\//i;

/** True for text that names an address rather than a path. */
export function isAddress(text: string): boolean {
  return HAS_SCHEME.test(text);
}

/** Reads an http(s) address without its fragment. Throws `url-refused` for any other, and for one with a password. */
export function parseAddress(text: string): URL {
  const url = URL.parse(text);
  if (url === null)
    throw refused(text.split(/[?#]/)[0]!.replace(/\/\/[^/]*@/, '//'), 'it is not a valid address');
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw refused(
      shownAddress(url),
      'only http and https addresses are fetched; download it and name the file',
    );
  }
  if (url.username !== '' || url.password !== '') {
    throw refused(shownAddress(url), 'it holds a user name or password; download it and name the file');
  }
  url.hash = '';
  return url;
}

/** The address as it may stand in messages: without password and query, which often holds a key. */
export function shownAddress(url: URL): string {
  return `${url.protocol}//${url.host}${url.pathname}`;
}

/** `url-refused` for an address, because of `why`. */
export function refused(address: string, why: string): Problem {
  return new Problem('url-refused', { detail: `${address} is not fetched: ${why}`, subject: address });
}
