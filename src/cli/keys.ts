import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** In raw mode the terminal makes no signals of these; Ctrl-Z and Ctrl-\ are for all that were started together. */
const SIGNALS: Readonly<Record<string, { readonly name: NodeJS.Signals; readonly to: 'self' | 'group' }>> = {
  '\u0003': { name: 'SIGINT', to: 'self' },
  '\u001a': { name: 'SIGTSTP', to: 'group' },
  '\u001c': { name: 'SIGQUIT', to: 'group' },
};

/** The part of a terminal's input that is used. */
export type KeyInput = Pick<
  NodeJS.ReadStream,
  'isTTY' | 'setRawMode' | 'on' | 'off' | 'unref' | 'pause' | 'resume'
>;

/** What of this process is used; a test brings its own. */
export interface KeyProcess {
  isForeground(): boolean;
  /** Sends a signal to this process, or to all that were started with it. */
  signal(name: NodeJS.Signals, to: 'self' | 'group'): void;
}

const THIS_PROCESS: KeyProcess = {
  isForeground,
  signal(name, to) {
    process.kill(to === 'group' && process.platform !== 'win32' ? 0 : process.pid, name);
  },
};

/**
 * Single keys of a terminal and what is bound to them. Keys that make signals go on making them. The terminal is raw
 * while keys are read, and given back by `stop` and however the process exits.
 */
export class Keys {
  readonly #input: KeyInput;
  readonly #bindings: Readonly<Record<string, () => void>>;
  readonly #process: KeyProcess;
  readonly #giveBack: () => void;
  #reading = false;

  /** `giveBack` is called before Ctrl-Z stops anything, for whatever else holds the terminal. */
  constructor(
    input: KeyInput,
    bindings: Readonly<Record<string, () => void>>,
    { giveBack = () => {}, ours = THIS_PROCESS }: { giveBack?: () => void; ours?: KeyProcess } = {},
  ) {
    this.#input = input;
    this.#bindings = bindings;
    this.#process = ours;
    this.#giveBack = giveBack;
  }

  /** Reads keys, unless there are none to read: no terminal, or one that the shell has lent to another program. */
  start(): void {
    // A process in the background that touches the terminal is stopped by the system.
    if (this.#reading || !this.#input.isTTY || !this.#process.isForeground()) return;
    this.#reading = true;
    process.on('exit', this.stop);
    this.#input.setRawMode(true);
    this.#input.on('data', this.#read);
    // A terminal that is gone ends its keys, not the job.
    this.#input.on('error', this.stop);
    this.#input.resume();
    // Reading keys is no reason to stay alive.
    this.#input.unref();
  }

  readonly stop = (): void => {
    if (!this.#reading) return;
    this.#reading = false;
    process.off('exit', this.stop);
    this.#input.off('data', this.#read);
    this.#input.pause();
    this.#input.setRawMode(false);
    this.#input.off('error', this.stop);
  };

  readonly #read = (data: Buffer): void => {
    for (const key of data.toString('latin1').toLowerCase()) {
      const signal = SIGNALS[key];
      // Given back before the shell takes it: as soon as what started this process (npx) has stopped, the terminal is the
      // shell's, and whoever changes it then is stopped by the system, once more after `fg`.
      if (signal?.name === 'SIGTSTP') {
        this.stop();
        this.#giveBack();
      }
      if (signal) this.#process.signal(signal.name, signal.to);
      else this.#bindings[key]?.();
    }
  };
}

/** Whether the terminal is this process's own now, and not lent to another by the shell. */
function isForeground(): boolean {
  if (process.platform === 'win32') return true;
  if (process.platform === 'linux') {
    // The name, which may hold anything, is in brackets; then: state, parent, group, session, terminal, its group.
    const fields = readFileSync('/proc/self/stat', 'latin1').split(') ').at(-1)!.split(' ');
    return fields[2] === fields[5];
  }
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(process.pid)], { encoding: 'utf8' });
  return stdout?.includes('+') ?? false;
}
