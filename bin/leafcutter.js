#!/usr/bin/env node
// Plain JavaScript, with nothing imported before the version is known: on an older Node the native store would end
// the process without a word.
const [major, minor] = process.versions.node.split('.').map(Number);

if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    `leafcutter needs Node 22.18 or later, and this is Node ${process.versions.node}: install a newer one (24 is the one it is tested on) and run the command again.`,
  );
  process.exitCode = 1;
} else {
  const { existsSync } = await import('node:fs');
  const { registerHooks } = await import('node:module');
  // In a checkout the sources run as they are; the published package holds only what they compile to.
  const source = existsSync(new URL('../src/cli/main.ts', import.meta.url));
  const resolveOurs = (path) =>
    new URL(source ? `../src/${path}.ts` : `../dist/${path}.js`, import.meta.url).href;
  // A recipe of the user's own imports this package wherever it lies, and may use its zod.
  registerHooks({
    resolve(specifier, context, next) {
      if (specifier === 'leafcutter') return { url: resolveOurs('index'), shortCircuit: true };
      try {
        return next(specifier, context);
      } catch (error) {
        if (specifier !== 'zod') throw error;
        return next(specifier, { ...context, parentURL: import.meta.url });
      }
    },
  });
  const { main } = await import(resolveOurs('cli/main'));
  process.exitCode = await main(process.argv.slice(2));
}
