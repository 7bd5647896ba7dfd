import { setTimeout as sleep } from 'node:timers/promises';
import type { QuestionClaims } from '../store.ts';
import type { PostgresStore } from './postgres-store.ts';

/** How often whoever waits for another's answer looks for it. */
const LOOK_AGAIN_MS = 250;

/** Of a process that is no more, the questions are anybody's; an answer that is saved takes its claim away with it. */
const TAKE = `
INSERT INTO asking (key, process_id) VALUES ($1, $2)
ON CONFLICT (key) DO UPDATE SET process_id = excluded.process_id
  WHERE asking.process_id = excluded.process_id OR NOT EXISTS (
    SELECT 1 FROM processes WHERE id = asking.process_id AND alive_until > clock_timestamp())
RETURNING 1`;

/** Lets of all processes of a store one alone ask a question. */
export function openQuestionClaims({ relaxed, presence, store }: PostgresStore): QuestionClaims {
  const release = (keys: readonly string[]): Promise<unknown> =>
    relaxed.query('DELETE FROM asking WHERE key = ANY ($1::text[]) AND process_id = $2', [keys, presence.id]);
  /** Let go of while the server was away: whoever waits for them waits for this process. */
  const owed = new Set<string>();
  let paying: Promise<void> | undefined;
  const pay = async (): Promise<void> => {
    const keys = [...owed];
    await release(keys);
    for (const key of keys) owed.delete(key);
  };
  return {
    async take(key, signal) {
      if (owed.size > 0) {
        paying ??= pay().finally(() => {
          paying = undefined;
        });
        await paying;
      }
      for (;;) {
        signal.throwIfAborted();
        const taken = await relaxed.query(TAKE, [key, presence.id]);
        // Looked for after the claim: whoever had it before has saved the answer in the moment that took it away.
        const answer = await store.findAnswer(key);
        if (taken.length === 1) {
          if (answer) await this.letGo(key);
          return answer;
        }
        if (answer) return answer;
        await sleep(LOOK_AGAIN_MS * (0.5 + Math.random()), undefined, { signal }).catch(() => {});
      }
    },
    async letGo(key) {
      try {
        await release([key]);
      } catch (error) {
        owed.add(key);
        throw error;
      }
    },
  };
}
