import type { Tier } from '../domain/question.ts';

/** Which stages may answer, in order. */
export const ROUTES = {
  /** Never leaves the machine. */
  rules: ['xml', 'rules'],
  /** As `rules`, but what is printed alone counts: an embedded e-invoice is not looked at. */
  page: ['rules'],
  fast: ['xml', 'fast'],
  strong: ['xml', 'strong'],
  cascade: ['xml', 'rules', 'fast', 'strong'],
} as const satisfies Record<string, readonly Stage[]>;

/** Who may give an answer. */
export type Stage = 'xml' | 'rules' | Tier;
/** Name of a route. */
export type Route = keyof typeof ROUTES;

/** False for routes that never leave this machine. */
export function asksModel(route: Route): boolean {
  const stages: readonly Stage[] = ROUTES[route];
  return stages.includes('fast') || stages.includes('strong');
}

/** The stages a question really takes: a question for the strong tier skips the fast one. */
export function stagesOf(route: Route, tier: Tier | undefined): readonly Stage[] {
  const stages: readonly Stage[] = ROUTES[route];
  return tier === 'strong' && stages.includes('strong') ? stages.filter((stage) => stage !== 'fast') : stages;
}
