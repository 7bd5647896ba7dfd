/** Reads one header; `null` when it is absent. A `Headers` object's `get`, or a record lookup. */
export type HeaderReader = (name: string) => string | null;

/**
 * Milliseconds a provider asks to wait by `retry-after-ms` or `retry-after` (seconds, or an HTTP date); undefined when
 * it says nothing readable. RFC 9110 section 10.2.3.
 */
export function retryAfterMs(header: HeaderReader, nowMs: number): number | undefined {
  const ms = Number.parseFloat(header('retry-after-ms') ?? '');
  if (Number.isFinite(ms)) return Math.max(0, Math.ceil(ms));
  const text = header('retry-after')?.trim();
  if (!text) return undefined;
  if (/^\d+(\.\d+)?$/.test(text)) return Math.ceil(Number(text) * 1_000);
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, at - nowMs);
}
