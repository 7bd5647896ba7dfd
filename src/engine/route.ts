import type { Tier } from '../domain/question.ts';

/** Which stages may answer, in order. */
export const ROUTES = {
  /** Never leaves the machine. */
  rules: ['xml', 'rules'],
  fast: ['xml', 'fast'],
  strong: ['xml', 'strong'],
  cascade: ['xml', 'rules', 'fast', 'strong'],
} as const satisfies Record<string, readonly Stage[]>;

export type Stage = 'xml' | 'rules' | Tier;
export type Route = keyof typeof ROUTES;

/** The stages a question really takes: a question for the strong tier skips the fast one. */
export function stagesOf(route: Route, tier: Tier | undefined): readonly Stage[] {
  const stages: readonly Stage[] = ROUTES[route];
  return tier === 'strong' && stages.includes('strong') ? stages.filter((stage) => stage !== 'fast') : stages;
}
