import type { Evidence } from '../../domain/evidence.ts';
import type { Finding } from '../../domain/finding.ts';

type Fields = Record<string, unknown>;

/** What one part of a long document says. */
export interface PartAnswer {
  readonly value: Fields;
  readonly evidence: readonly Evidence[];
  readonly findings: readonly Finding[];
}

/**
 * Makes one answer of the answers to the parts of a long document: of single values the most certain one counts, the
 * earlier among equals; lists are joined. Evidence and findings follow the values they belong to.
 */
export function mergeAnswers(parts: readonly PartAnswer[]): PartAnswer {
  if (parts.length === 1) return parts[0]!;
  const value: Fields = {};
  const evidence: Evidence[] = [];
  const findings: Finding[] = [];
  for (const name of new Set(parts.flatMap((part) => Object.keys(part.value)))) {
    const having = parts.filter((part) => !isEmpty(part.value[name]));
    if (having.every((part) => Array.isArray(part.value[name])) && having.length > 0) {
      const list: unknown[] = [];
      for (const part of having) {
        const from = list.length;
        list.push(...(part.value[name] as unknown[]));
        evidence.push(
          ...below(part.evidence, name).map((one) => ({ ...one, path: shifted(one.path, name, from) })),
        );
        findings.push(
          ...below(part.findings, name).map((one) => ({ ...one, path: shifted(one.path, name, from) })),
        );
      }
      value[name] = list;
      continue;
    }
    const best = having.toSorted((a, b) => certainty(b, name) - certainty(a, name))[0] ?? parts[0]!;
    value[name] = best.value[name] ?? null;
    evidence.push(...below(best.evidence, name));
    findings.push(...below(best.findings, name));
  }
  findings.push(...parts.flatMap((part) => part.findings.filter((one) => one.path === '')));
  return { value, evidence, findings };
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined || value === '') return true;
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === 'object' && Object.values(value).every(isEmpty);
}

function certainty({ evidence }: PartAnswer, name: string): number {
  const own = below(evidence, name);
  return own.length === 0 ? 0 : own.reduce((total, one) => total + one.confidence, 0) / own.length;
}

function below<One extends { readonly path: string }>(all: readonly One[], name: string): One[] {
  return all.filter(
    ({ path }) => path === name || path.startsWith(`${name}.`) || path.startsWith(`${name}[`),
  );
}

function shifted(path: string, name: string, by: number): string {
  const match = /^\[(\d+)\]/.exec(path.slice(name.length));
  return match ? `${name}[${Number(match[1]) + by}]${path.slice(name.length + match[0].length)}` : path;
}
