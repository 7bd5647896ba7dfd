import { sep } from 'node:path';
import type { ProblemJson } from '../problem/problem.ts';

/** What these are about is the server's alone: a store, a disk, a database. */
const OF_THE_SERVER: ReadonlySet<ProblemJson['code']> = new Set(['disk-full', 'store-unavailable']);
/** Folders of ours, down to the last: their names are numbers, ids and plain words. */
const FOLDERS = /^(?:[\w.-]+[/\\])*/;

/** True for what only whoever runs the server can put right. */
export function isOfTheServer({ code }: Pick<ProblemJson, 'code'>): boolean {
  return OF_THE_SERVER.has(code);
}

/** Keeps to itself where the server has its things: clients are told of files by their names alone. */
export class OwnPlaces {
  readonly #folder: string;

  /** `directory`: folder of all that the server keeps, absolute. */
  constructor(directory: string) {
    this.#folder = directory.endsWith(sep) ? directory : directory + sep;
  }

  /** A problem as clients may hear it. */
  hide(problem: ProblemJson): ProblemJson {
    const { subject, ...rest } = problem;
    if (subject !== undefined && isOfTheServer(problem)) {
      return { ...rest, detail: this.#hideIn(problem.detail.replaceAll(subject, 'of the server')) };
    }
    const detail = this.#hideIn(problem.detail);
    const named = subject === undefined ? undefined : this.#hideIn(subject);
    if (detail === problem.detail && named === subject) return problem;
    return { ...rest, detail, ...(named === undefined ? {} : { subject: named }) };
  }

  #hideIn(text: string): string {
    const [before = '', ...parts] = text.split(this.#folder);
    return before + parts.map((part) => part.replace(FOLDERS, '')).join('');
  }
}
