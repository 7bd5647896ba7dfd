import type { Api } from './context.ts';

/** Longer parts of an address are the name of nothing. */
export const LONGEST_PARAMETER = 200;

/** Which methods the routes of a server answer, by address. */
export class AllowedMethods {
  readonly #routes: { readonly pattern: RegExp; readonly methods: readonly string[] }[] = [];

  /** Hears of every route that is made from now on. A route for whatever no other takes knows no address. */
  constructor(api: Pick<Api, 'addHook'>) {
    api.addHook('onRoute', ({ url, method }) => {
      if (url === '/*') return;
      const methods = [method].flat();
      this.#routes.push({ pattern: patternOf(url), methods });
    });
  }

  /** The methods that are answered at a path, sorted, with `OPTIONS`; none for a path that no route has. */
  at(path: string): readonly string[] {
    const found = this.#routes.filter(({ pattern }) => pattern.test(path)).flatMap(({ methods }) => methods);
    return found.length === 0 ? [] : [...new Set([...found, 'OPTIONS'])].sort();
  }
}

/** `/v1/jobs/:jobId` as an expression; a `*` at the end takes whatever follows. */
function patternOf(url: string): RegExp {
  const parts = url.split(/(:\w+|\*$)/).map((part) => {
    if (part === '*') return '.*';
    return part.startsWith(':')
      ? `[^/]{1,${LONGEST_PARAMETER}}?`
      : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  });
  return new RegExp(`^${parts.join('')}$`);
}
