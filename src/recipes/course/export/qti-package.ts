import { type CourseData, LETTERS, type Quiz, type QuizQuestion } from '../course-schema.ts';
import { placeText } from './course-markdown.ts';
import { identifier } from './scorm-package.ts';
import { escapeText } from './xml-text.ts';

const XML = '<?xml version="1.0" encoding="UTF-8"?>\n';
const QTI = 'http://www.imsglobal.org/xsd/imsqti_v2p1';
const XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"';
const LOCATION = `xsi:schemaLocation="${QTI} http://www.imsglobal.org/xsd/qti/qtiv2p1/imsqti_v2p1.xsd"`;

interface Item {
  readonly id: string;
  readonly path: string;
  readonly text: string;
}

/** A QTI 2.1 content package: a test for each quiz, an item for each question, and the manifest. */
export function qtiPackage({
  course,
  quizzes,
}: CourseData): { readonly path: string; readonly text: string }[] {
  const tests = quizzes.map((quiz) => {
    const name = quiz.module_week === null ? 'course' : `week-${quiz.module_week}`;
    const items = quiz.questions.map((question): Item => {
      const id = `item-${name}-${identifier(question.question_id)}`;
      return { id, path: `items/${id}.xml`, text: itemXml(id, question) };
    });
    return {
      id: `test-${name}`,
      path: `test-${name}.xml`,
      text: testXml(`test-${name}`, quiz, items),
      items,
    };
  });
  const resources = tests.flatMap(({ id, path, items }) => [
    `    <resource identifier="${id}" type="imsqti_test_xmlv2p1" href="${path}">\n      <file href="${path}"/>\n${items.map((item) => `      <dependency identifierref="${item.id}"/>`).join('\n')}\n    </resource>`,
    ...items.map(
      (item) =>
        `    <resource identifier="${item.id}" type="imsqti_item_xmlv2p1" href="${item.path}">\n      <file href="${item.path}"/>\n    </resource>`,
    ),
  ]);
  const manifest = `${XML}<manifest identifier="QTI-${identifier(course.course_id)}" xmlns="http://www.imsglobal.org/xsd/imscp_v1p1" ${XSI} xsi:schemaLocation="http://www.imsglobal.org/xsd/imscp_v1p1 http://www.imsglobal.org/xsd/qti/qtiv2p1/qtiv2p1_imscpv1p2_v1p0.xsd">
  <metadata>
    <schema>QTIv2.1 Package</schema>
    <schemaversion>1.0.0</schemaversion>
  </metadata>
  <organizations/>
  <resources>
${resources.join('\n')}
  </resources>
</manifest>
`;
  return [
    { path: 'imsmanifest.xml', text: manifest },
    ...tests.flatMap(({ path, text, items }) => [
      { path, text },
      ...items.map((item) => ({ path: item.path, text: item.text })),
    ]),
  ];
}

function testXml(id: string, { title }: Quiz, items: readonly Item[]): string {
  const refs = items
    .map((item) => `      <assessmentItemRef identifier="${item.id}" href="${item.path}"/>`)
    .join('\n');
  return `${XML}<assessmentTest xmlns="${QTI}" ${XSI} ${LOCATION} identifier="${id}" title="${escapeText(title)}">
  <outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float">
    <defaultValue>
      <value>0</value>
    </defaultValue>
  </outcomeDeclaration>
  <testPart identifier="part-1" navigationMode="nonlinear" submissionMode="simultaneous">
    <assessmentSection identifier="section-1" title="${escapeText(title)}" visible="true">
${refs}
    </assessmentSection>
  </testPart>
  <outcomeProcessing>
    <setOutcomeValue identifier="SCORE">
      <sum>
        <testVariables variableIdentifier="SCORE"/>
      </sum>
    </setOutcomeValue>
  </outcomeProcessing>
</assessmentTest>
`;
}

function itemXml(
  id: string,
  { question_text, options, correct_answer, explanation, citation, topic }: QuizQuestion,
): string {
  const choices = options
    .map(
      (option, index) =>
        `      <simpleChoice identifier="${LETTERS[index]}">${escapeText(option)}</simpleChoice>`,
    )
    .join('\n');
  return `${XML}<assessmentItem xmlns="${QTI}" ${XSI} ${LOCATION} identifier="${id}" title="${escapeText(topic)}" adaptive="false" timeDependent="false">
  <responseDeclaration identifier="RESPONSE" cardinality="single" baseType="identifier">
    <correctResponse>
      <value>${correct_answer}</value>
    </correctResponse>
  </responseDeclaration>
  <outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float">
    <defaultValue>
      <value>0</value>
    </defaultValue>
  </outcomeDeclaration>
  <outcomeDeclaration identifier="FEEDBACK" cardinality="single" baseType="identifier"/>
  <itemBody>
    <choiceInteraction responseIdentifier="RESPONSE" shuffle="false" maxChoices="1">
      <prompt>${escapeText(question_text)}</prompt>
${choices}
    </choiceInteraction>
  </itemBody>
  <responseProcessing>
    <responseCondition>
      <responseIf>
        <match>
          <variable identifier="RESPONSE"/>
          <correct identifier="RESPONSE"/>
        </match>
        <setOutcomeValue identifier="SCORE">
          <baseValue baseType="float">1</baseValue>
        </setOutcomeValue>
      </responseIf>
      <responseElse>
        <setOutcomeValue identifier="SCORE">
          <baseValue baseType="float">0</baseValue>
        </setOutcomeValue>
      </responseElse>
    </responseCondition>
    <setOutcomeValue identifier="FEEDBACK">
      <baseValue baseType="identifier">explanation</baseValue>
    </setOutcomeValue>
  </responseProcessing>
  <modalFeedback outcomeIdentifier="FEEDBACK" identifier="explanation" showHide="show">
    <p>${escapeText(explanation)} (${escapeText(placeText(citation))})</p>
  </modalFeedback>
</assessmentItem>
`;
}
