import { EXIT } from './exit-code.ts';

/** Aborts at the first Ctrl-C; the second leaves at once. */
export function leaving(): { readonly signal: AbortSignal; end(): void } {
  const controller = new AbortController();
  const leave = (): void => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted);
    controller.abort();
  };
  // Not once: what draws would find itself alone with the signal and end the process by it.
  process.on('SIGINT', leave);
  process.on('SIGTERM', leave);
  return {
    signal: controller.signal,
    end() {
      process.off('SIGINT', leave);
      process.off('SIGTERM', leave);
    },
  };
}
