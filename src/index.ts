/**
 * Leafcutter as a library.
 *
 * ```ts
 * const leafcutter = await createLeafcutter();
 * for await (const result of leafcutter.run({ recipe: 'bill', sources: ['bills/'] })) console.log(result.data);
 * await leafcutter.close();
 * ```
 */
import './app/require-node.ts';

export { createLeafcutter, type LeafcutterOptions } from './app.ts';
export * from './domain/decimal.ts';
export type { EventListener, LeafcutterEvent, ProgressStep } from './domain/event.ts';
export type { Evidence, MatchKind, Origin } from './domain/evidence.ts';
export type { Finding, Severity } from './domain/finding.ts';
export { formatPageRange, parsePageRange } from './domain/page-range.ts';
export type { Box, PageText, Word } from './domain/page-text.ts';
export type { Answer, DocumentReader, Part, Question, Reading, Tier } from './domain/question.ts';
export type { DocumentResult, PageStatus } from './domain/result.ts';
export type { DocumentCounts, DocumentState, JobState } from './domain/states.ts';
export type { Usage } from './domain/usage.ts';
export { resultToWire } from './domain/wire.ts';
export type { Route } from './engine/route.ts';
export type { Run, RunSummary } from './engine/run.ts';
export type { Leafcutter, ResumeOptions, RunOptions } from './leafcutter.ts';
export type { ContentPart, Model, ModelAnswer, ModelCapabilities, ModelRequest } from './models/model.ts';
export { isProblem, Problem, type ProblemJson } from './problem/problem.ts';
export type { ProblemCode } from './problem/registry.ts';
export { type DiscoveredField, type ProposedField, proposeFields } from './recipes/fields/discovery.ts';
export { fieldsOf } from './recipes/fields/fields.ts';
export {
  defineRecipe,
  type Outcome,
  type Recipe,
  type RecipeDocument,
  type RecipeOutcome,
  type Step,
  type Table,
} from './recipes/recipe.ts';
export type { SectionsOptions, SectionsResult } from './recipes/sections/sections-schema.ts';
export { findSections, type SectionSources } from './rules/headings/find-sections.ts';
export { type HeadingLine, type HeadingPage, readHeadingPage } from './rules/headings/heading-page.ts';
export type { Section, SectionKind, SectionMap, SectionOrigin } from './rules/headings/section.ts';
export type { CommittedResult, Sink, SinkCursor } from './sink/sink.ts';
