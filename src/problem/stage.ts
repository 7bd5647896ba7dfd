import type { ProblemCode } from './registry.ts';

/** Where on a document's way something failed. */
export type Stage = 'input' | 'reading' | 'model' | 'answer' | 'run';

const CODES: Readonly<Record<Exclude<Stage, 'run'>, readonly ProblemCode[]>> = {
  input: [
    'file-not-found',
    'file-unreadable',
    'file-empty',
    'file-changed',
    'file-too-large',
    'unsupported-type',
    'url-refused',
    'download-failed',
  ],
  reading: [
    'pdf-encrypted',
    'pdf-damaged',
    'pdf-no-pages',
    'page-unreadable',
    'pdf-timeout',
    'pdf-crashed',
    'ocr-failed',
    'nothing-readable',
  ],
  model: [
    'throttled',
    'quota-exhausted',
    'model-overloaded',
    'model-timeout',
    'model-unreachable',
    'model-blocked',
    'model-rejected',
    'model-unauthorized',
    'model-not-found',
    'schema-unsupported',
    'attempts-exhausted',
    'deadline-passed',
  ],
  answer: ['model-truncated', 'model-empty', 'model-malformed', 'evidence-missing'],
};

const STAGES = new Map(
  Object.entries(CODES).flatMap(([stage, codes]) => codes.map((code) => [code, stage as Stage] as const)),
);

/** Where a problem belongs: what concerns no document in particular is `run`. */
export function stageOf(code: ProblemCode): Stage {
  return STAGES.get(code) ?? 'run';
}
