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
  // In a checkout the sources run as they are; the published package holds only what they compile to.
  const source = new URL('../src/cli/main.ts', import.meta.url);
  await import(existsSync(source) ? source.href : '../dist/cli/main.js');
}
