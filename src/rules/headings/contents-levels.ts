import { SAME_INDENT } from './contents-rows.ts';
import { HEADING_LABELS, type HeadingText, readHeadingText } from './heading-text.ts';
import { numberPath } from './number-chain.ts';

/** An entry of a printed table of contents. */
export interface ContentsEntry {
  readonly title: string;
  readonly number: string | null;
  readonly label: string | null;
  /** 1 for the highest. */
  readonly level: number;
  /** The page as printed there: `iv`, `12`, `3-4`; null for a part that names none. */
  readonly pageLabel: string | null;
  /** Physical page of the contents on which the entry stands. */
  readonly pageNumber: number;
}

/** An entry before its number and its level are known. */
export interface ContentsDraft {
  readonly text: string;
  readonly pageLabel: string | null;
  readonly pageNumber: number;
  readonly indent: number;
  readonly size: number;
}

const GLUED = /^(\d{1,3}(?:\.\d{1,3})*|[A-Z](?:\.\d{1,3})+)\.?(?=\p{L})(.*)$/u;

interface Cluster {
  readonly indent: number;
  readonly size: number;
  readonly members: number[];
  level: number;
}

function clustersOf(drafts: readonly ContentsDraft[]): Cluster[] {
  const clusters: Cluster[] = [];
  for (const [index, { indent, size }] of drafts.entries()) {
    const home = clusters.find(
      (one) => Math.abs(one.indent - indent) < SAME_INDENT && Math.abs(one.size - size) < 0.6,
    );
    if (home) home.members.push(index);
    else clusters.push({ indent, size, members: [index], level: 0 });
  }
  clusters.sort((a, b) =>
    Math.abs(a.indent - b.indent) < SAME_INDENT ? b.size - a.size : a.indent - b.indent,
  );
  return clusters;
}

/**
 * `A Glossary` after `15 Under the Hood` is appendix A, and `I Basics` before `II Advanced` part I: a lone capital is a
 * number where it goes on in its list. Writes into `texts`.
 */
function readLoneCapitals(members: readonly number[], texts: HeadingText[]): void {
  const isNumbered = (index: number): boolean => texts[index]!.number !== null;
  const hasTwo = members.some((index) => texts[index]!.number === 'II');
  if (members.filter(isNumbered).length * 3 < members.length && !hasTwo) return;
  let expected = 'A';
  for (const index of members) {
    const text = texts[index]!;
    const capital = /^([A-Z])\s+(\S.*)$/u.exec(text.name);
    if (
      text.number === null &&
      capital &&
      (capital[1] === expected || (hasTwo && 'IVX'.includes(capital[1]!)))
    ) {
      texts[index] = { number: capital[1]!, name: capital[2]!, label: text.label };
    }
    if (texts[index]!.number === expected) expected = String.fromCharCode(expected.charCodeAt(0) + 1);
  }
}

/**
 * `4.10Groups` after `4.9 Pages`, `A.2.Files` after `A.1.Names`: a number too wide for its place, or set without a space,
 * runs into its title. It is one where it goes on from the number before it. Writes into `texts`.
 */
function readGlued(texts: HeadingText[]): void {
  let before: readonly number[] = [];
  for (const [index, text] of texts.entries()) {
    const glued = text.number === null ? GLUED.exec(text.name) : null;
    const path = numberPath(glued?.[1] ?? null);
    if (glued && path && goesOn(before, path)) {
      texts[index] = { number: glued[1]!, name: glued[2]!, label: text.label };
    }
    before = numberPath(texts[index]!.number) ?? before;
  }
}

/** `5.1` goes on from `4.10.2` as a new chapter's first does; so do `4.10.3`, `4.11`, `4.10.2.1` and `5`. */
function goesOn(before: readonly number[], next: readonly number[]): boolean {
  const last = next.length - 1;
  const isSame = (count: number): boolean => next.slice(0, count).every((step, at) => step === before[at]);
  if (next.length > before.length)
    return isSame(before.length) && next.slice(before.length).every((step) => step === 1);
  return isSame(last) && next[last] === before[last]! + 1;
}

/** Levels by the depth of numbers, and by indent and type where there are none. */
export function withLevels(drafts: readonly ContentsDraft[]): ContentsEntry[] {
  const texts: HeadingText[] = drafts.map(({ text }) => readHeadingText(text));
  readGlued(texts);
  const clusters = clustersOf(drafts);
  for (const { members } of clusters) readLoneCapitals(members, texts);
  let before: Cluster | null = null;
  for (const cluster of clusters) {
    const depth = depthOf(cluster, texts);
    const above = before && depthOf(before, texts);
    if (!before) cluster.level = 1;
    else if (depth !== null && above !== null && !isParts(before, texts)) {
      cluster.level = Math.max(1, before.level + Math.sign(depth - above));
    } else cluster.level = before.level + 1;
    before = cluster;
  }
  const numbered = clusters.filter((cluster) => depthOf(cluster, texts) !== null && !isParts(cluster, texts));
  const base =
    numbered.length === 0 ? 0 : Math.min(...numbered.map((one) => one.level - shallowest(one, texts)));
  return drafts.map((draft, index) => {
    const { number, label, name } = texts[index]!;
    const cluster = clusters.find(({ members }) => members.includes(index))!;
    const byNumber =
      number !== null && /[.\d]/.test(number) && label === null ? base + number.split('.').length : null;
    return {
      title: name === '' ? draft.text : name,
      number: name === '' ? null : number,
      label,
      level: Math.max(1, byNumber ?? cluster.level),
      pageLabel: draft.pageLabel,
      pageNumber: draft.pageNumber,
    };
  });
}

/** Depth of most numbers in a cluster; null where most entries have none. */
function depthOf({ members }: Cluster, texts: readonly HeadingText[]): number | null {
  const depths = members.flatMap((index) => {
    const { number } = texts[index]!;
    return number === null ? [] : [number.split('.').length];
  });
  if (depths.length * 2 < members.length) return null;
  return depths.sort((a, b) => a - b)[depths.length >> 1]!;
}

/** The least depth that more than a few numbers of a cluster have: where nothing is indented, all are in one. */
function shallowest({ members }: Cluster, texts: readonly HeadingText[]): number {
  const depths = members
    .flatMap((index) => texts[index]!.number?.split('.').length ?? [])
    .sort((a, b) => a - b);
  return depths[Math.floor(depths.length * 0.03)]!;
}

function isParts({ members }: Cluster, texts: readonly HeadingText[]): boolean {
  const parts = members.filter((index) => {
    const { label, number } = texts[index]!;
    return HEADING_LABELS.get(label ?? '') === 'part' || (number !== null && /^[IVX]+$/.test(number));
  });
  return parts.length * 2 > members.length;
}
