import { readFileSync } from 'node:fs';

const LOOK_MS = 20;

/** How long this process's main thread was ready to run and had no processor: what other work on the machine costs it. */
export interface ProcessorWaits {
  /** Milliseconds waited between two times of the day. */
  between(fromMs: number, toMs: number): number;
  end(): void;
}

/** Watches the main thread's waits as Linux counts them (`/proc/self/task/…/schedstat`). */
export function watchProcessorWaits(): ProcessorWaits {
  const seen: { readonly atMs: number; readonly waitedMs: number }[] = [];
  const look = (): void => {
    const [, waitedNs] = readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ');
    seen.push({ atMs: Date.now(), waitedMs: Number(waitedNs) / 1e6 });
  };
  look();
  const timer = setInterval(look, LOOK_MS);
  const waitedAt = (ms: number): number => (seen.find(({ atMs }) => atMs >= ms) ?? seen.at(-1)!).waitedMs;
  return {
    between: (fromMs, toMs) => waitedAt(toMs) - waitedAt(fromMs),
    end() {
      clearInterval(timer);
      look();
    },
  };
}
