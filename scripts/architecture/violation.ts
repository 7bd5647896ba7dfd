/** One place where the repository breaks a rule of ARCHITECTURE.md. */
export interface Violation {
  readonly rule: string;
  /** Path from the root of the repository. */
  readonly file: string;
  /** From 1; 0 where the rule is about the whole file. */
  readonly line: number;
  readonly message: string;
}

/** One file of the repository. */
export interface RepositoryFile {
  /** Path from the root of the repository, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** True for sources that ship: not the tests beside them. */
export function isSource(path: string): boolean {
  return /^src\/.*\.tsx?$/.test(path) && !/\.(test|contract)\.tsx?$/.test(path);
}

/** True for sources of the page. */
export function isPage(path: string): boolean {
  return /^web\/.*\.tsx?$/.test(path) && !/\.test\.tsx?$/.test(path);
}
