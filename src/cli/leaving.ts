import { EXIT } from './exit-code.ts';

/** Aborts at the first Ctrl-C; the second leaves at once. */
export function leaving(): { readonly signal: AbortSignal; end(): void } {
  const controller = new AbortController();
  const leave = (): void => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted);
    controller.abort();
  };
  return { signal: controller.signal, end: onLeave(leave) };
}

/**
 * Calls `leave` at each SIGINT and SIGTERM, and once when the terminal is closed; answers the function that ends this. What
 * has no terminal at all, as under `nohup`, is to outlive the one it was started in.
 */
export function onLeave(leave: () => void): () => void {
  let isClosed = false;
  const hangUp = (): void => {
    const hasTerminal = [process.stdin, process.stdout, process.stderr].some(({ isTTY }) => isTTY);
    // A shell and its terminal may both tell: the second time is no wish to leave at once.
    if (!hasTerminal || isClosed) return;
    isClosed = true;
    leave();
  };
  // Not once: what draws would find itself alone with the signal and end the process by it.
  process.on('SIGINT', leave);
  process.on('SIGTERM', leave);
  process.on('SIGHUP', hangUp);
  return () => {
    process.off('SIGINT', leave);
    process.off('SIGTERM', leave);
    process.off('SIGHUP', hangUp);
  };
}
