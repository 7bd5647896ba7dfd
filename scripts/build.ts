// Compiles src/ and bundles the page of web/ into dist/, from nothing: npm run build
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');

function run(command: string, ...args: string[]): Promise<number> {
  const child = spawn(command, args, { cwd: root, stdio: 'inherit' });
  return new Promise((end, fail) => {
    child.on('error', fail);
    child.on('close', (code) => end(code ?? 1));
  });
}

rmSync(resolve(root, 'dist'), { recursive: true, force: true });
const codes = await Promise.all([
  run('tsc', '-p', 'tsconfig.build.json'),
  run('vite', 'build', 'web', '--logLevel', 'warn'),
]);
process.exitCode = Math.max(...codes);
