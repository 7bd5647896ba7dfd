import type { RepositoryFile, Violation } from './violation.ts';

const MOST_LINES = 600;
const CODE = /\.(ts|tsx|js|mjs|cjs)$/;
const VAGUE_FOLDER = /(^|\/)(utils?|helpers?|common|misc)(\/|\.[jt]sx?$)/;

/** What ties the repository to one machine or one package registry. */
const FOREIGN: readonly (readonly [RegExp, string])[] = [
  [/(?<![\w.])\/(?:work|root|home\/\w+|Users\/\w+|tmp\/\w)(?:\/|\b)/, 'a path of one machine'],
  [
    /\b(?:registry|npm|mirror|deb|apt)\.[a-z0-9-]+\.(?:org|com|net|io|dev)\b/i,
    'the host of a package registry',
  ],
  [/^\s*"resolved": "https?:/, 'the address a package was fetched from'],
];

/** Checks a file of any kind by its path and text alone. */
export function checkText({ path, text }: RepositoryFile): Violation[] {
  const violations: Violation[] = [];
  const report = (rule: string, line: number, message: string) =>
    violations.push({ rule, file: path, line, message });

  if (CODE.test(path) && VAGUE_FOLDER.test(path)) {
    report('telling-names', 0, 'is named for nothing: say what the code is about');
  }
  const lines = text.split('\n');
  if (CODE.test(path) && lines.length > MOST_LINES) {
    report('short-files', 0, `has ${lines.length} lines of at most ${MOST_LINES}`);
  }
  for (const [index, line] of lines.entries()) {
    for (const [pattern, what] of FOREIGN) {
      const found = pattern.exec(line);
      if (found) report('no-foreign-places', index + 1, `names ${what}: ${found[0]}`);
    }
  }
  return violations;
}
