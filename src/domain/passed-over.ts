import { count } from './wording.ts';

/** Files of folders that were left alone because the endings of their names are of no document. */
export interface PassedOver {
  readonly files: number;
  /** Most files first; beyond the first 100 endings only `files` counts on. */
  readonly endings: readonly {
    /** In lower case, with its dot; empty for a name without one. */
    readonly ending: string;
    readonly files: number;
    /** The first of them by name: absolute path, or the address. */
    readonly example: string;
  }[];
}

/** Endings named before the rest is only counted. */
const NAMED = 5;

/** `9 .docx, 3 .txt, 1 without an ending`: the endings of what was passed over, most files first. */
export function nameEndings({ files, endings }: PassedOver): string {
  const named = endings.slice(0, NAMED);
  const rest = files - named.reduce((sum, ending) => sum + ending.files, 0);
  return [
    ...named.map(({ ending, files }) => `${count(files)} ${ending || 'without an ending'}`),
    ...(rest > 0 ? [`${count(rest)} others`] : []),
  ].join(', ');
}
