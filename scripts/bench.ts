// Runs one benchmark of bench/ with its arguments, or lists them: npm run bench -- NAME [ARGUMENTS…]
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const folder = join(import.meta.dirname, '../bench');
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
    const about = /^\/\*\*\s*\n? ?\*? ?([^\n]*)/.exec(readFileSync(path, 'utf8'))?.[1];
    // A module that other benchmarks share prints nothing of its own.
    if (about && /(?:print|start)Table\(/.test(readFileSync(path, 'utf8')))
      console.log(`  ${entry.name.replace(/\.ts$/, '').padEnd(16)} ${about}`);
  }
  process.exitCode = name ? 2 : 0;
}
