const DAY_MS = 86_400_000;

/** The next midnight of a time zone after `wallMs`, in milliseconds since 1970; a day may have 23 or 25 hours. */
export function nextMidnight(wallMs: number, timeZone: string): number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const sinceMidnight = (atMs: number): number => {
    const parts = new Map(format.formatToParts(atMs).map(({ type, value }) => [type, Number(value)]));
    const seconds = (parts.get('hour')! * 60 + parts.get('minute')!) * 60 + parts.get('second')!;
    return seconds * 1000 + (atMs % 1000);
  };
  const guessMs = wallMs + DAY_MS - sinceMidnight(wallMs);
  // Where the clocks changed in between the guess is an hour off, to one side or the other.
  const offMs = sinceMidnight(guessMs);
  return offMs > DAY_MS / 2 ? guessMs + DAY_MS - offMs : guessMs - offMs;
}
