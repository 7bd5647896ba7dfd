import { expect, it } from 'vitest';
import { FailedAttempts } from './failed-attempts.ts';

it('refuses an address after many bad keys, no other, and for a minute', () => {
  let nowMs = 0;
  const attempts = new FailedAttempts(() => nowMs);
  for (let n = 0; n < 20; n++) {
    attempts.check('a');
    attempts.note('a');
  }
  nowMs = 15_000;
  expect(() => attempts.check('a')).toThrow(expect.objectContaining({ retryAfterMs: 45_000 }));
  attempts.check('b');
  nowMs = 60_000;
  attempts.check('a');
  attempts.note('a');
  attempts.check('a');
});

it('remembers a bounded number of addresses', () => {
  const attempts = new FailedAttempts(() => 0);
  for (let n = 0; n < 20; n++) attempts.note('first');
  for (let n = 0; n < 10_000; n++) attempts.note(`other ${n}`);
  attempts.check('first');
});
