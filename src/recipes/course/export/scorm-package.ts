import type { CourseData } from '../course-schema.ts';
import { coursePages } from './course-site.ts';
import { escapeText } from './xml-text.ts';

const XML = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** A SCORM 1.2 package: the site with its manifest, one item for each page; quizzes report their score. */
export function scormPackage(data: CourseData): { readonly path: string; readonly text: string }[] {
  const pages = coursePages(data, { scorm: true });
  const items = pages.map(
    ({ title, path }, index) =>
      `      <item identifier="ITEM-${index + 1}" identifierref="RES-${index + 1}" isvisible="true">\n        <title>${titleText(title)}</title>${path.startsWith('quiz-') ? '\n        <adlcp:masteryscore>60</adlcp:masteryscore>' : ''}\n      </item>`,
  );
  const resources = pages.map(
    ({ path }, index) =>
      `    <resource identifier="RES-${index + 1}" type="webcontent" adlcp:scormtype="sco" href="${path}">\n      <file href="${path}"/>\n    </resource>`,
  );
  const manifest = `${XML}<manifest identifier="COURSE-${identifier(data.course.course_id)}" version="1.0"
    xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2"
    xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
    xsi:schemaLocation="http://www.imsproject.org/xsd/imscp_rootv1p1p2 imscp_rootv1p1p2.xsd http://www.adlnet.org/xsd/adlcp_rootv1p2 adlcp_rootv1p2.xsd">
  <metadata>
    <schema>ADL SCORM</schema>
    <schemaversion>1.2</schemaversion>
  </metadata>
  <organizations default="ORG-1">
    <organization identifier="ORG-1">
      <title>${titleText(data.course.course_title)}</title>
${items.join('\n')}
    </organization>
  </organizations>
  <resources>
${resources.join('\n')}
  </resources>
</manifest>
`;
  return [{ path: 'imsmanifest.xml', text: manifest }, ...pages.map(({ path, text }) => ({ path, text }))];
}

/** Most letters of a title by the schema of SCORM 1.2. */
const TITLE_LETTERS = 200;

function titleText(title: string): string {
  return escapeText(title.length > TITLE_LETTERS ? `${title.slice(0, TITLE_LETTERS - 1)}…` : title);
}

/** Only what an XML identifier may hold. */
export function identifier(text: string): string {
  return text.replace(/[^A-Za-z0-9_.-]/g, '_');
}
