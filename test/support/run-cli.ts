import { type ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';

const BIN = resolve(import.meta.dirname, '../../bin/leafcutter.js');

export interface CliOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  /** Called with the process as soon as it runs, to send it signals. */
  readonly onStart?: (child: ChildProcess) => void;
}

export interface CliEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line as a user does, with nothing of this machine's environment but PATH. */
export function runCli(
  args: readonly string[],
  { cwd, env = {}, stdin, onStart }: CliOptions,
): Promise<CliEnd> {
  const child = spawn(process.execPath, [BIN, ...args], {
    cwd,
    env: { PATH: process.env.PATH ?? '', HOME: cwd, LEAFCUTTER_OCR: 'off', ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  child.stdin.end(stdin);
  onStart?.(child);
  return new Promise((end) => child.on('close', (code, signal) => end({ code, signal, stdout, stderr })));
}
