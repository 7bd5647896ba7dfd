import type { Database } from './database.ts';

/** How long what was granted may be used; what is not used by then goes back. */
export const GRANT_MS = 750;
/**
 * Share of a limit that may come at once. With the time that a grant may be used it is what is kept back of the limit, so
 * that in no minute more than the whole is used: rate = (limit − burst) × (1 − what a minute holds of a grant's time and of
 * the way to the provider).
 */
const BURST_SHARE = 0.01;
const ON_THE_WAY_MS = 250;
const KEPT_BACK = (GRANT_MS + ON_THE_WAY_MS) / 60_000;

/** What a process asks of a lane. */
export interface LaneWish {
  readonly requests: number;
  readonly tokens: number;
  /** Of earlier grants, and what calls used less than expected; negative: more. */
  readonly requestsBack: number;
  readonly tokensBack: number;
  /** Limits a minute that are configured, or were named by the provider just now; null: nothing new. */
  readonly requestsPerMinute: number | null;
  readonly tokensPerMinute: number | null;
  readonly requestsPerDay: number | null;
  readonly pauseMs: number;
}

/** What it got. */
export interface LaneGrant {
  /** Null: the lane has no limit of that kind that anybody knows. */
  readonly requests: number | null;
  readonly tokens: number | null;
  /** Limits of requests and of tokens a minute are both known. */
  readonly named: boolean;
  /** The day's requests are used up. */
  readonly dayIsOver: boolean;
}

const GRANT = `
WITH locked AS (
  SELECT lane, coalesce($6, requests_per_minute) AS rpm, coalesce($7, tokens_per_minute) AS tpm, requests_at, tokens_at,
    paused_until, CASE WHEN day = today THEN day_requests ELSE 0 END AS used, today, now
  FROM lanes, LATERAL (
    SELECT extract(epoch FROM clock_timestamp())::double precision AS now,
      (clock_timestamp() AT TIME ZONE 'America/Los_Angeles')::date AS today) AS clock
  WHERE lane = $1 FOR UPDATE OF lanes
), rated AS (
  SELECT *, greatest(1, rpm * ${BURST_SHARE}) AS burst, tpm * ${BURST_SHARE} AS token_burst,
    greatest(paused_until, now + $9::double precision / 1000) AS pause
  FROM locked
), spaced AS (
  SELECT *, 60 / (greatest(rpm - burst, rpm / 2) * ${1 - KEPT_BACK}) AS apart,
    60 / ((tpm - token_burst) * ${1 - KEPT_BACK}) AS tokens_apart
  FROM rated
), returned AS (
  SELECT *, greatest(now, requests_at - $4 * apart) AS requests_from, greatest(now, tokens_at - $5 * tokens_apart) AS tokens_from
  FROM spaced
), roomy AS (
  SELECT *, floor((now - requests_from) / apart + burst + 1e-6) AS room,
    (now - tokens_from) / tokens_apart + token_burst AS token_room,
    CASE WHEN $8::double precision IS NULL THEN 1e15 ELSE $8 - used + $4 END AS day_room
  FROM returned
), granted AS (
  SELECT *, CASE WHEN pause > now THEN 0 ELSE greatest(0, least($2, room, day_room)) END AS requests,
    -- Whole calls; one that is larger than a burst starts when all of it is there, and the rest is a debt.
    CASE WHEN pause > now OR $3 <= 0 THEN 0
      WHEN token_room >= $10 THEN least($3, floor(token_room / $10) * $10)
      WHEN token_room >= token_burst * 0.99 THEN $10 ELSE 0 END AS token_grant
  FROM roomy
)
UPDATE lanes SET requests_per_minute = granted.rpm, tokens_per_minute = granted.tpm,
  requests_at = coalesce(granted.requests_from + granted.requests * granted.apart, 0),
  tokens_at = coalesce(granted.tokens_from + granted.token_grant * granted.tokens_apart, 0),
  paused_until = granted.pause, day = granted.today, day_requests = greatest(0, granted.used - $4 + granted.requests)
FROM granted WHERE lanes.lane = granted.lane
RETURNING CASE WHEN granted.rpm IS NULL AND $8::double precision IS NULL AND granted.pause <= granted.now THEN NULL
    ELSE granted.requests END AS requests,
  CASE WHEN granted.tpm IS NULL THEN NULL ELSE granted.token_grant END AS tokens,
  granted.rpm IS NOT NULL AND granted.tpm IS NOT NULL AS named, granted.day_room <= 0 AS day_is_over`;

/** Grants a process what it asks for of a lane, as far as all together have room. `largest`: tokens of its next call. */
export async function grantOfLane(
  { attempt }: Database,
  lane: string,
  wish: LaneWish,
  largest: number,
): Promise<LaneGrant> {
  return attempt(async ({ query, again }) => {
    if (!again) await query('INSERT INTO lanes (lane) VALUES ($1) ON CONFLICT (lane) DO NOTHING', [lane]);
    const [row] = await query<{
      requests: number | null;
      tokens: number | null;
      named: boolean;
      day_is_over: boolean;
    }>(GRANT, [
      lane,
      wish.requests,
      wish.tokens,
      // What an earlier try may have given back already is not given back twice.
      again ? 0 : wish.requestsBack,
      again ? Math.min(0, wish.tokensBack) : wish.tokensBack,
      wish.requestsPerMinute,
      wish.tokensPerMinute,
      wish.requestsPerDay,
      wish.pauseMs,
      Math.max(1, largest),
    ]);
    return { requests: row!.requests, tokens: row!.tokens, named: row!.named, dayIsOver: row!.day_is_over };
  });
}
