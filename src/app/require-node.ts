import { Problem } from '../problem/problem.ts';

// The first thing the library imports: what comes after it needs this version only to load, and says so in other words.
refuseOldNode(process.versions.node);

/** Throws `node-too-old` for a version of Node, such as `20.19.0`, below the one in package.json. */
export function refuseOldNode(version: string): void {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 18)) return;
  throw new Problem('node-too-old', {
    detail: `Leafcutter needs Node 22.18 or later, and this is Node ${version}: run the program with a newer one`,
  });
}
