import type { HeaderReader } from './headers.ts';
import type { QuotaHint } from './model.ts';

/**
 * Remaining quota as OpenAI (`x-ratelimit-remaining-requests`, reset as a duration) and Anthropic
 * (`anthropic-ratelimit-requests-remaining`, reset as a date) state it with every answer. Empty when nothing is said.
 */
export function quotaHints(header: HeaderReader, nowMs: number): QuotaHint[] {
  const hints: QuotaHint[] = [];
  for (const dimension of ['requests', 'tokens'] as const) {
    const openai = (what: string): string | null => header(`x-ratelimit-${what}-${dimension}`);
    const anthropic = (what: string): string | null =>
      header(`anthropic-ratelimit-${dimension}-${what}`) ??
      (dimension === 'tokens' ? header(`anthropic-ratelimit-input-tokens-${what}`) : null);
    const limit = count(openai('limit') ?? anthropic('limit'));
    const remaining = count(openai('remaining') ?? anthropic('remaining'));
    const resetMs = goDurationMs(openai('reset')) ?? untilMs(anthropic('reset'), nowMs);
    if (limit === undefined && remaining === undefined) continue;
    hints.push({
      dimension,
      ...(limit === undefined ? {} : { limit }),
      ...(remaining === undefined ? {} : { remaining }),
      ...(resetMs === undefined ? {} : { resetMs }),
    });
  }
  return hints;
}

const UNIT_MS: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000, ms: 1 };

/** `"1h2m3.5s"`, `"120ms"` or plain seconds in milliseconds, rounded up; undefined when it is neither. */
export function goDurationMs(text: string | null): number | undefined {
  const trimmed = text?.trim() ?? '';
  if (/^\d+(\.\d+)?$/.test(trimmed)) return Math.ceil(Number(trimmed) * 1_000);
  if (!/^(\d+(\.\d+)?(ms|[dhms]))+$/.test(trimmed)) return undefined;
  let total = 0;
  for (const [, value, unit] of trimmed.matchAll(/(\d+(?:\.\d+)?)(ms|[dhms])/g)) {
    total += Number(value) * UNIT_MS[unit!]!;
  }
  return Math.ceil(total);
}

function count(text: string | null): number | undefined {
  return text !== null && /^\d+$/.test(text.trim()) ? Number(text) : undefined;
}

function untilMs(text: string | null, nowMs: number): number | undefined {
  const at = Date.parse(text ?? '');
  return Number.isNaN(at) ? undefined : Math.max(0, at - nowMs);
}
