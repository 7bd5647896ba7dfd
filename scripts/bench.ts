// Runs one benchmark of bench/ with its arguments, or lists them: npm run bench -- NAME [ARGUMENTS…]
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const folder = join(import.meta.dirname, '../bench');
/** Letters at the beginning of a file that hold its description. */
const HEADER = 2_000;
const [name] = process.argv.slice(2);
const file = name
  ? [`${name}.ts`, `${name}/${name}.ts`].map((path) => join(folder, path)).find(existsSync)
  : undefined;

if (file) {
  // The benchmark sees its own arguments where it expects them.
  process.argv.splice(1, 2, file);
  await import(pathToFileURL(file).href);
} else {
  console.log(
    name ? `There is no benchmark "${name}". There are:` : 'npm run bench -- NAME [ARGUMENTS…], with one of:',
  );
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = entry.isDirectory()
      ? join(folder, entry.name, `${entry.name}.ts`)
      : join(folder, entry.name);
    if (!path.endsWith('.ts') || !existsSync(path)) continue;
    const text = readFileSync(path, 'utf8');
    const own = entry.name.replace(/\.ts$/, '');
    // A module that benchmarks share does not say how it is run.
    const isRun = new RegExp(`bench(?: -- |/)${own}(?![\\w-])`).test(text.slice(0, HEADER));
    const about = /^\/(?:\*\*\s*\*?|\/) ?([^\n]*)/.exec(text)?.[1];
    if (isRun && about) console.log(`  ${own.padEnd(16)} ${about}`);
  }
  process.exitCode = name ? 2 : 0;
}
