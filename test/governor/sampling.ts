/** Numbers that depend on their key alone, so that every client meets the same calls whatever order it sends them in. */
export function uniform(seed: number, ...key: readonly (number | string)[]): number {
  let hash = 2166136261 ^ seed;
  for (const part of key) {
    const text = typeof part === 'number' ? `#${part}` : part;
    for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 16777619);
    hash = Math.imul(hash ^ 0x9e3779b9, 16777619);
  }
  // Final mix of splitmix32: FNV alone leaves neighbouring keys correlated.
  hash = (hash + 0x9e3779b9) | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x21f0aaad);
  hash = Math.imul(hash ^ (hash >>> 15), 0x735a2d97);
  return ((hash ^ (hash >>> 15)) >>> 0) / 4294967296;
}

/** Standard normal by Box and Muller. */
export function normal(seed: number, ...key: readonly (number | string)[]): number {
  const radius = Math.sqrt(-2 * Math.log(1 - uniform(seed, ...key, 'r')));
  return radius * Math.cos(2 * Math.PI * uniform(seed, ...key, 'a'));
}

/** Lognormal with the given median. */
export function lognormal(median: number, sigma: number, z: number): number {
  return median * Math.exp(sigma * z);
}
