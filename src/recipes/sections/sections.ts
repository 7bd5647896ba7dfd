import type { Evidence } from '../../domain/evidence.ts';
import type { Finding } from '../../domain/finding.ts';
import { formatPageRange } from '../../domain/page-range.ts';
import type { PageStatus } from '../../domain/result.ts';
import { type Problem, toProblem } from '../../problem/problem.ts';
import type { Section, SectionMap } from '../../rules/headings/section.ts';
import { defineRecipe, type RecipeDocument, type Step } from '../recipe.ts';
import { type AskedSection, askSection } from './ask-section.ts';
import { findByModel } from './find-by-model.ts';
import { orderPrompts } from './prompt-plan.ts';
import { readSection, type SectionReading } from './read-section.ts';
import { readSections } from './read-sections.ts';
import { chapterLevel, chosenSections, type SectionSpan, spansOf } from './section-spans.ts';
import {
  type SectionResult,
  type SectionsOptions,
  type SectionsResult,
  sectionsOptionsSchema,
  sectionsResultSchema,
} from './sections-schema.ts';
import { sectionsTables } from './sections-tables.ts';

/** Fewer words than this under a heading are a title page, not a text to ask about. */
const MIN_WORDS = 20;

/** Finds the sections of a document, sums them up and asks any prompts of each. */
export const sections = defineRecipe<SectionsOptions, SectionsResult>({
  name: 'sections',
  version: '1',
  description:
    'The sections of long documents, each summed up, with its key terms and what your prompts ask of it',
  options: sectionsOptionsSchema,
  result: sectionsResultSchema,
  tables: sectionsTables,
  async run(document, step, options) {
    const labels = await document.pageLabels();
    const found = await findMap(document, step, options);
    const about = { pageCount: document.pageCount, labels };
    const { map, spans } = options.sections
      ? chosenSections(found, options.sections, about)
      : { map: found, spans: spansOf(found.sections, options.level ?? chapterLevel(found)) };
    const worked = await workOn({ document, step, options, map, spans });
    return conclude({ document, labels, map, spans, worked, withText: options.text });
  },
});

async function findMap(document: RecipeDocument, step: Step, { from }: SectionsOptions): Promise<SectionMap> {
  const found = from === 'model' ? null : await readSections(document, from);
  const asked = found ?? (from === 'auto' || from === 'model' ? await findByModel(document, step) : null);
  return asked ?? wholeDocument(document);
}

/** A document without sections is one. */
function wholeDocument({ name, pageCount }: RecipeDocument): SectionMap {
  const section: Section = {
    title: name,
    number: null,
    level: 1,
    parent: null,
    startPage: 1,
    endPage: pageCount,
    startTop: null,
    kind: 'chapter',
    origin: 'whole',
  };
  return { sections: [section], frontMatter: [], backMatter: [], origin: 'whole' };
}

/** What became of one span: what was read of it, what was answered, or why it failed. */
interface Worked {
  readonly reading: SectionReading | null;
  readonly asked: AskedSection | null;
  readonly problem: Problem | null;
}

async function workOn({
  document,
  step,
  options,
  map,
  spans,
}: {
  readonly document: RecipeDocument;
  readonly step: Step;
  readonly options: SectionsOptions;
  readonly map: SectionMap;
  readonly spans: readonly SectionSpan[];
}): Promise<Worked[]> {
  const prompts = orderPrompts(options.prompts);
  const total = spans.length * (1 + prompts.length);
  let done = 0;
  const told = (
    { title }: Section,
    what: string,
    partial?: { readonly path: string; readonly value: unknown },
  ): void => {
    done++;
    // Beside the pages that other recipes count, these are questions.
    step.progress(done, total, `${title}: ${what}`, { step: { name: 'questions', done, total }, partial });
  };
  // One after the other: pages come from the same workers anyway, and a book's words never stand in memory at once.
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <Value>(work: () => Promise<Value>): Promise<Value> => {
    const mine = turn.then(work);
    turn = mine.catch(() => {});
    return mine;
  };
  const outcomes = await step.all(spans, async (span): Promise<Worked> => {
    const section = map.sections[span.index]!;
    const ask = (): Promise<AskedSection> =>
      step.sharing((own) =>
        askSection(own, {
          section,
          pageNumbers: span.pageNumbers,
          prompts,
          answered: (value) =>
            told(section, `${value.prompt} ${value.status}`, {
              path: `sections[${span.index}].results[${prompts.findIndex(({ name }) => name === value.prompt)}]`,
              value,
            }),
        }),
      );
    const read = inTurn(() => readSection(document, span, options).finally(() => told(section, 'read'))).then(
      (reading): Pick<Worked, 'reading' | 'problem'> => ({ reading, problem: null }),
      (error): Pick<Worked, 'reading' | 'problem'> => ({ reading: null, problem: toProblem(error) }),
    );
    // Over several pages there is something to ask about: the model is not kept waiting while the others are read.
    const isLong = span.pageNumbers.length > 1;
    const [{ reading, problem }, early] = await Promise.all([
      read,
      isLong && prompts.length > 0 ? ask() : null,
    ]);
    const isEmpty = isHeadingAlone(section, reading);
    const asked = early ?? (isEmpty || problem || prompts.length === 0 ? null : await ask());
    return { reading: isEmpty && !asked ? null : reading, asked, problem: problem ?? asked?.problem ?? null };
  });
  return outcomes.map((outcome) =>
    outcome.ok ? outcome.value : { reading: null, asked: null, problem: outcome.problem },
  );
}

/** A title page, or a chapter's heading right above its first section's. */
const isHeadingAlone = ({ origin }: Section, reading: SectionReading | null): boolean =>
  reading !== null && reading.words < MIN_WORDS && origin !== 'given' && origin !== 'whole';

function conclude({
  document,
  labels,
  map,
  spans,
  worked,
  withText,
}: {
  readonly document: RecipeDocument;
  readonly labels: readonly (string | null)[];
  readonly map: SectionMap;
  readonly spans: readonly SectionSpan[];
  readonly worked: readonly Worked[];
  readonly withText: boolean;
}) {
  const byIndex = new Map(spans.map((span, at) => [span.index, { span, work: worked[at]! }]));
  const evidence: Evidence[] = [];
  const findings: Finding[] = [];
  const failed = new Map<number, Problem>();
  const results = map.sections.map((section, index): SectionResult => {
    const { span, work } = byIndex.get(index) ?? {};
    const path = `sections[${index}].`;
    evidence.push(
      ...[...(work?.reading?.evidence ?? []), ...(work?.asked?.evidence ?? [])].map((one) => ({
        ...one,
        path: path + one.path,
      })),
    );
    findings.push(
      ...(work?.asked?.findings ?? []).map((one) => ({ ...one, path: path + one.path })),
      ...skipped(path, work),
    );
    if (work?.problem) for (const page of span?.pageNumbers ?? []) failed.set(page, work.problem);
    const result = resultOf(section, { span, work, labels });
    return withText ? result : { ...result, text: null };
  });
  const pages = document.pages.map((pageNumber): PageStatus => {
    const problem = failed.get(pageNumber);
    return problem
      ? { pageNumber, status: 'failed', problem: problem.toJSON() }
      : { pageNumber, status: 'succeeded' };
  });
  return {
    data: {
      source: map.origin,
      sections: results,
      front_matter: [...map.frontMatter],
      back_matter: [...map.backMatter],
    },
    evidence,
    findings,
    pages,
  };
}

/** A prompt that nobody was asked is no error of the document, and no result either. */
function skipped(path: string, work: Worked | undefined): Finding[] {
  return (work?.asked?.results ?? []).flatMap(({ prompt, status, problem }, index): Finding[] => {
    if (status !== 'skipped') return [];
    return [
      {
        code: 'prompt-skipped',
        severity: 'error',
        path: `${path}results[${index}]`,
        message: `The prompt ${prompt} was not asked: ${problem?.detail ?? ''}`,
      },
    ];
  });
}

function resultOf(
  section: Section,
  {
    span,
    work,
    labels,
  }: {
    readonly span: SectionSpan | undefined;
    readonly work: Worked | undefined;
    readonly labels: readonly (string | null)[];
  },
): SectionResult {
  const { title, number, level, parent, startPage, endPage, kind, origin } = section;
  const reading = work?.reading ?? null;
  const results = work?.asked?.results ?? [];
  const range =
    origin === 'given' && span
      ? formatPageRange(span.pageNumbers)
      : endPage > startPage
        ? `${startPage}-${endPage}`
        : `${startPage}`;
  return {
    section_name: title,
    number,
    level,
    parent,
    page_range: range,
    page_labels: labelled(labels, startPage, endPage),
    start_page: startPage,
    end_page: endPage,
    kind,
    source: origin,
    status: statusOf(work),
    problem: work?.problem ? { ...work.problem.toJSON() } : null,
    results: [...results],
    summary: (reading?.summary ?? []).map(({ text, pageNumber }) => ({ text, page_number: pageNumber })),
    key_terms: (reading?.terms ?? []).map(({ term, count, score, pageNumbers }) => ({
      term,
      count,
      score,
      page_numbers: [...pageNumbers],
    })),
    words: reading?.words ?? null,
    text: reading?.text ?? null,
  };
}

function statusOf(work: Worked | undefined): SectionResult['status'] {
  if (!work || (!work.reading && !work.problem)) return 'listed';
  if (!work.problem && !work.asked?.results.some(({ status }) => status === 'skipped')) return 'succeeded';
  const some = work.asked?.results.some(({ status }) => status === 'succeeded');
  return some || (!work.problem && work.reading) ? 'partial' : 'failed';
}

function labelled(labels: readonly (string | null)[], startPage: number, endPage: number): string | null {
  const first = labels[startPage - 1] ?? null;
  const last = labels[endPage - 1] ?? null;
  if (first === null || last === null || (first === `${startPage}` && last === `${endPage}`)) return null;
  return first === last ? first : `${first}-${last}`;
}
