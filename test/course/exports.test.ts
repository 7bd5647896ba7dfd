import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createLeafcutter } from '../../src/app.ts';
import type { CourseData } from '../../src/recipes/course/course-schema.ts';
import { lessonHtml } from '../../src/recipes/course/export/lesson-html.ts';
import { qtiPackage } from '../../src/recipes/course/export/qti-package.ts';
import { scormPackage } from '../../src/recipes/course/export/scorm-package.ts';
import { chromiumPath, openBrowser } from '../e2e/browser.ts';
import { openSchemas } from '../support/xml-schema.ts';
import { BOOKS, writeBook } from './books.ts';

let folder: string;
let data: CourseData;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'leafcutter-exports-'));
  const book = join(folder, 'optics & more.pdf');
  await writeBook({ path: book, chapters: BOOKS.optics });
  const leafcutter = await createLeafcutter({
    environment: {},
    settings: { dataDirectory: join(folder, 'home'), pdfWorkers: 1, ocr: 'off', memoryMonitoring: false },
  });
  try {
    const options = { title: 'Glass <& light>', module_questions: 3, course_questions: 80 };
    const run = await leafcutter.start({
      recipe: 'course',
      sources: [book],
      options,
      out: [`${folder}/out/`],
    });
    await run.summary;
    data = (await leafcutter.together.result(run.jobId)).data as CourseData;
  } finally {
    await leafcutter.close();
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Element {
  readonly [name: string]: unknown;
}
const parser = new XMLParser({
  ignoreAttributes: false,
  isArray: (name) => /^(item|resource|file|assessmentItemRef|simpleChoice|dependency)$/.test(name),
});

/** Parses XML that must be well-formed. */
function parse(text: string): Element {
  expect(XMLValidator.validate(text)).toBe(true);
  return parser.parse(text) as Element;
}

it('packs a SCORM 1.2 manifest whose items, resources and files agree', () => {
  const files = scormPackage(data);
  const paths = new Set(files.map(({ path }) => path));
  const { manifest } = parse(files.find(({ path }) => path === 'imsmanifest.xml')!.text) as {
    manifest: Element;
  };
  expect(manifest).toMatchObject({
    '@_xmlns': 'http://www.imsproject.org/xsd/imscp_rootv1p1p2',
    '@_xmlns:adlcp': 'http://www.adlnet.org/xsd/adlcp_rootv1p2',
    metadata: { schema: 'ADL SCORM', schemaversion: 1.2 },
    organizations: {
      '@_default': 'ORG-1',
      organization: { '@_identifier': 'ORG-1', title: 'Glass <& light>' },
    },
  });
  const { organizations, resources } = manifest as unknown as {
    organizations: { organization: { item: { '@_identifierref': string; title: string }[] } };
    resources: {
      resource: {
        '@_identifier': string;
        '@_href': string;
        '@_adlcp:scormtype': string;
        file: { '@_href': string }[];
      }[];
    };
  };
  // One resource an item, each with a launchable page that is in the package.
  expect(organizations.organization.item.map((item) => item['@_identifierref'])).toEqual(
    resources.resource.map((resource) => resource['@_identifier']),
  );
  for (const resource of resources.resource) {
    expect(resource['@_adlcp:scormtype']).toBe('sco');
    expect(paths).toContain(resource['@_href']);
    for (const file of resource.file) expect(paths).toContain(file['@_href']);
  }
  expect(resources.resource.length).toBe(paths.size - 1);
});

it('packs QTI 2.1 tests whose items are there, each with four choices and the key among them', () => {
  const files = qtiPackage(data);
  const byPath = new Map(files.map(({ path, text }) => [path, text]));
  const tests = files.filter(({ path }) => path.startsWith('test-'));
  expect(tests.length).toBe(data.quizzes.length);
  let items = 0;
  for (const { text } of tests) {
    const { assessmentTest } = parse(text) as unknown as {
      assessmentTest: {
        '@_xmlns': string;
        testPart: { assessmentSection: { assessmentItemRef: { '@_href': string }[] } };
      };
    };
    expect(assessmentTest['@_xmlns']).toBe('http://www.imsglobal.org/xsd/imsqti_v2p1');
    for (const reference of assessmentTest.testPart.assessmentSection.assessmentItemRef) {
      const { assessmentItem } = parse(byPath.get(reference['@_href'])!) as unknown as {
        assessmentItem: {
          responseDeclaration: { correctResponse: { value: string } };
          itemBody: { choiceInteraction: { simpleChoice: { '@_identifier': string }[] } };
        };
      };
      const choices = assessmentItem.itemBody.choiceInteraction.simpleChoice.map(
        (choice) => choice['@_identifier'],
      );
      expect(choices).toEqual(['A', 'B', 'C', 'D']);
      expect(choices).toContain(assessmentItem.responseDeclaration.correctResponse.value);
      items++;
    }
  }
  expect(items).toBe(data.quizzes.reduce((sum, { questions }) => sum + questions.length, 0));
  parse(byPath.get('imsmanifest.xml')!);
});

it('writes XML that is valid by schemas after the specifications, which find what is planted', () => {
  const schemas = openSchemas(join(import.meta.dirname, 'schemas'));
  const qti = qtiPackage(data);
  const scorm = scormPackage(data).filter(({ path }) => path.endsWith('.xml'));
  const faults = [...qti, ...scorm].flatMap(({ path, text }) =>
    schemas.faults(text).map((fault) => `${path}: ${fault}`),
  );
  expect(faults).toEqual([]);
  const item = qti.find(({ path }) => path.startsWith('items/'))!.text;
  const test = qti.find(({ path }) => path.startsWith('test-'))!.text;
  const manifest = qti.find(({ path }) => path === 'imsmanifest.xml')!.text;
  const planted: readonly (readonly [string, string | RegExp, string])[] = [
    [item, 'maxChoices="1"', 'maxChoices="one"'],
    [item, ' adaptive="false"', ''],
    [item, 'simpleChoice identifier="B"', 'simpleChoice identifier="A"'],
    [item, 'modalFeedback outcomeIdentifier="FEEDBACK"', 'modalFeedback outcomeIdentifier="OTHER"'],
    [item, /<prompt>.*<\/prompt>/, ''],
    [item, '<itemBody>', '<itemBody><script/>'],
    [test, 'navigationMode="nonlinear"', 'navigationMode="free"'],
    [test, /<assessmentItemRef.*>/g, ''],
    [manifest, 'QTIv2.1 Package', 'QTI'],
    [manifest, /identifierref="[^"]*"/, 'identifierref="nobody"'],
    [scorm[0]!.text, 'adlcp:scormtype="sco"', 'adlcp:scormtype="page"'],
    [scorm[0]!.text, 'adlcp:scormtype="sco"', 'adlcp:scormType="sco"'],
    [scorm[0]!.text, 'identifierref="RES-1"', 'identifierref="RES-0"'],
    [scorm[0]!.text, '<schemaversion>1.2', '<schemaversion>1.3'],
    [scorm[0]!.text, '<adlcp:masteryscore>60', '<adlcp:masteryscore>160'],
    [scorm[0]!.text, '<title>', `<title>${'x'.repeat(200)}`],
  ];
  const unseen = planted.filter(([text, from, to]) => schemas.faults(text.replace(from, to)).length === 0);
  expect(unseen.map(([, from]) => from)).toEqual([]);
});

it('makes no markup of what a model wrote as such', () => {
  const html = lessonHtml(
    '# Go <script>alert(1)</script>\n\n[x](javascript:alert(1)) ![y](http://host/y.png) `a[1]` says [1].',
    'c',
  );
  expect(html).not.toMatch(/<script|javascript:|<img|http:/);
  expect(html).toContain('<a href="#c1">[1]</a>');
});

it('writes JSON and Markdown with every topic, and a site that Chromium opens and grades', async ({
  skip,
}) => {
  const written = JSON.parse(await readFile(join(folder, 'out/course.json'), 'utf8'));
  expect(written).toMatchObject({ course_title: 'Glass <& light>', modules: data.course.modules });
  const markdown = await readFile(join(folder, 'out/course.md'), 'utf8');
  for (const { title } of BOOKS.optics) expect(markdown).toContain(`### ${title}`);
  expect(markdown).toContain('# Glass \\<& light\\>\n');
  // Too few sentences for what was asked are told of in all of them.
  const [few] = written.findings as { code: string; message: string; expected: string; actual: string }[];
  expect(few?.code).toBe('too-few-questions');
  const told = `${few!.code} \\(${few!.actual} of ${few!.expected}\\): ${few!.message.slice(0, 20)}`;
  expect(markdown).toMatch(new RegExp(`^## Notes\\n\\n- ${told}`, 'm'));
  // Also where the quiz begins.
  expect(markdown).toMatch(new RegExp(`^## Quiz: .*\\n\\n\\*${told}`, 'm'));
  expect(await readFile(join(folder, 'out/summary.md'), 'utf8')).toContain(`| ${few!.code} | info | 1 | `);
  if (chromiumPath === undefined) return skip('"chromium" is missing');
  const browser = await openBrowser();
  try {
    const page = await browser.newPage();
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('request', (request) => {
      if (!request.url().startsWith('file:')) complaints.push(request.url());
    });
    await page.goto(pathToFileURL(join(folder, 'out/site/index.html')).href);
    expect(await page.title()).toBe('Glass <& light>');
    await page.click('text=Simple telescopes >> nth=0');
    expect(await page.locator('ol.sources li').count()).toBeGreaterThan(2);
    await page.goto(pathToFileURL(join(folder, 'out/site/quiz-course.html')).href);
    const { questions } = data.quizzes.at(-1)!;
    for (const { question_id, correct_answer } of questions.slice(1)) {
      await page.check(`input[name="${question_id}"][value="${correct_answer}"]`);
    }
    await page.click('button');
    expect(await page.textContent('#score')).toContain(
      `${questions.length - 1} of ${questions.length} right`,
    );
    expect(complaints).toEqual([]);
  } finally {
    await browser.close();
  }
}, 30_000);
