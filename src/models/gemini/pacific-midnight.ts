const PACIFIC = new Intl.DateTimeFormat('en-US', {
  timeZone: 'America/Los_Angeles',
  hourCycle: 'h23',
  hour: 'numeric',
  minute: 'numeric',
  second: 'numeric',
});

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Milliseconds from `nowMs` to the next midnight in California, when Gemini's daily quotas start anew. */
export function msUntilPacificMidnight(nowMs: number): number {
  const guess = nowMs + DAY_MS - timeOfDayMs(nowMs);
  // A day with a change of the clocks is 23 or 25 hours long, so the guess lands an hour beside midnight.
  const landed = timeOfDayMs(guess);
  return guess - (landed > DAY_MS / 2 ? landed - DAY_MS : landed) - nowMs;
}

function timeOfDayMs(atMs: number): number {
  const parts = PACIFIC.formatToParts(atMs);
  const part = (type: string): number => Number(parts.find((p) => p.type === type)?.value);
  return part('hour') * HOUR_MS + part('minute') * 60_000 + part('second') * 1_000 + (atMs % 1_000);
}
