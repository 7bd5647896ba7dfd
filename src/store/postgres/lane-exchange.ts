import type { PostgresStore } from './postgres-store.ts';

/** A leader that says nothing for so long is another's follower. */
const LEASE_S = 3;
/** What processes said that have been silent for so long is removed. */
const FORGET_S = 60;

const NOW = 'SELECT extract(epoch FROM clock_timestamp())::double precision AS now';

/** Makes the process the leader of a lane that has none, and answers who is. */
const ELECT = `
WITH clock AS (${NOW}), forgotten AS (
  DELETE FROM lane_slices USING clock WHERE lane = $1 AND said_at < now - ${FORGET_S}
), state AS (
  SELECT now, leader IS NULL OR leader = $2 OR leader_until < now AS free FROM clock, lanes WHERE lane = $1 FOR UPDATE OF lanes
)
UPDATE lanes SET
  leader = CASE WHEN free THEN $2 ELSE leader END,
  leader_until = CASE WHEN free THEN now + ${LEASE_S} ELSE leader_until END
FROM state WHERE lane = $1 RETURNING leader, found`;

const FOLLOW = `
WITH clock AS (${NOW}), told AS (
  INSERT INTO lane_slices (lane, process_id, said, said_at) SELECT $1, $2, $3, now FROM clock
  ON CONFLICT (lane, process_id) DO UPDATE SET said = excluded.said, said_at = excluded.said_at
  RETURNING answer
)
SELECT answer, leader, found, leader_until < now AS vacant FROM told, clock, lanes WHERE lane = $1`;

/** No row: another process leads by now. */
const LEAD = `
WITH clock AS (${NOW}), renewed AS (
  UPDATE lanes SET leader_until = now + ${LEASE_S}, found = $3 FROM clock WHERE lane = $1 AND leader = $2 RETURNING now
), answered AS (
  UPDATE lane_slices SET answer = word.answer
  FROM renewed, unnest($4::text[], $5::text[]) AS word (process_id, answer)
  WHERE lane = $1 AND lane_slices.process_id = word.process_id
)
SELECT process_id, said, (now - said_at) * 1000 AS ago_ms FROM renewed LEFT JOIN lane_slices ON lane = $1`;

const RESIGN = 'UPDATE lanes SET leader_until = 0 WHERE leader = ANY ($1::text[])';

/**
 * Carries what processes that share a lane say to one another: who learns its limits for all, for as long as that one goes on
 * saying so, and a word of each to and from it, of which only the last one counts.
 */
export class LaneExchange {
  readonly processId: string;
  readonly leaseMs: number = LEASE_S * 1_000;
  readonly #postgres: PostgresStore;

  constructor(postgres: PostgresStore) {
    this.#postgres = postgres;
    this.processId = postgres.presence.id;
  }

  /** Answers who leads the lane, this one when nobody did, and what was found by then. The lane was granted of before. */
  async elect(
    lane: string,
    reign: string,
  ): Promise<{ readonly leader: string; readonly found: string | null }> {
    const [row] = await this.#postgres.relaxed.query<{ leader: string; found: string | null }>(ELECT, [
      lane,
      reign,
    ]);
    return row!;
  }

  /** Says a word to the leader of the lane, and answers its last one. */
  async follow(
    lane: string,
    said: string,
  ): Promise<{
    readonly answer: string | null;
    readonly leader: string | null;
    readonly found: string | null;
    readonly vacant: boolean;
  }> {
    const [row] = await this.#postgres.relaxed.query<{
      answer: string | null;
      leader: string | null;
      found: string | null;
      vacant: boolean;
    }>(FOLLOW, [lane, this.processId, said]);
    return row!;
  }

  /** Says what was found, and a word to some of the others; answers their last ones. Null: another one leads by now. */
  async lead(
    lane: string,
    reign: string,
    { found, answers }: { readonly found: string; readonly answers: ReadonlyMap<string, string> },
  ): Promise<
    readonly { readonly processId: string; readonly said: string; readonly agoMs: number }[] | null
  > {
    const rows = await this.#postgres.relaxed.query<{
      process_id: string | null;
      said: string;
      ago_ms: number;
    }>(LEAD, [lane, reign, found, [...answers.keys()], [...answers.values()]]);
    if (rows.length === 0) return null;
    return rows.flatMap(({ process_id: processId, said, ago_ms: agoMs }) =>
      processId === null ? [] : [{ processId, said, agoMs }],
    );
  }

  /** Lets others lead at once what these led. */
  async resign(reigns: readonly string[]): Promise<void> {
    await this.#postgres.relaxed.query(RESIGN, [reigns]);
  }
}
