import { type Citation, type CourseData, LETTERS, type Quiz } from '../course-schema.ts';
import { placeText } from './course-markdown.ts';
import { lessonHtml } from './lesson-html.ts';
import { QUIZ_SCRIPT } from './quiz-script.ts';
import { escapeText } from './xml-text.ts';

/** A page of the site. */
export interface SitePage {
  readonly path: string;
  readonly title: string;
  readonly text: string;
}

const STYLE = `:root{color-scheme:light dark;--line:#8884;--soft:#8882;--right:#1a7f37;--wrong:#b42318}
*{box-sizing:border-box}body{font:17px/1.6 system-ui,sans-serif;margin:0 auto;max-width:46rem;padding:1.5rem 1rem 4rem}
nav{font-size:.95rem;border-bottom:1px solid var(--line);padding-bottom:.6rem;margin-bottom:1.2rem}nav a{margin-right:1rem}
h1{line-height:1.2}h2{margin-top:2.2rem}table{border-collapse:collapse}th,td{border:1px solid var(--line);padding:.2rem .7rem;text-align:left}pre{overflow:auto;background:var(--soft);padding:.7rem;border-radius:.4rem}code{font-size:.92em}
ol.sources{font-size:.92rem;border-top:1px solid var(--line);padding-top:.6rem}blockquote{margin:.2rem 0 .2rem .2rem;padding-left:.8rem;border-left:3px solid var(--line)}
fieldset{border:1px solid var(--line);border-radius:.5rem;margin:1rem 0;padding:.6rem 1rem}legend{font-weight:600;float:left;width:100%;margin-bottom:.4rem}label{display:block;clear:both;padding:.3rem 0}
button{font:inherit;padding:.5rem 1.2rem;border-radius:.4rem;border:1px solid var(--line);cursor:pointer}
.note{font-style:italic}.right{border-color:var(--right)}.wrong{border-color:var(--wrong)}.right .why{color:var(--right)}.wrong .why{color:var(--wrong)}.why{font-size:.95rem;margin:.3rem 0 0}`;

function page(title: string, { nav, main, script }: { nav: string; main: string; script?: string }): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escapeText(title)}</title><style>${STYLE}</style></head>
<body><nav aria-label="Course">${nav}</nav><main>${main}</main>${script ? `<script>${script}</script>` : ''}</body>
</html>
`;
}

const sourceList = (citations: readonly Citation[], prefix: string): string =>
  citations.length === 0
    ? ''
    : `<h3>Sources</h3><ol class="sources">${citations
        .map(
          (citation, index) =>
            `<li id="${prefix}${index + 1}">${escapeText(placeText(citation))}<blockquote>${escapeText(citation.quote)}</blockquote></li>`,
        )
        .join('')}</ol>`;

/** A course as pages that need no server: one for each module, one for each quiz, and the first with the contents. */
export function coursePages(
  { course, quizzes, coverage }: CourseData,
  own: { readonly scorm: boolean },
): SitePage[] {
  const home = '<a href="index.html">Contents</a>';
  const modules = course.modules.map(({ week, title, learning_objectives, sub_topics }): SitePage => {
    const topics = sub_topics.map(
      ({ title: topic, status, content, citations, written_by, problem }, index) => {
        const prefix = `t${index + 1}c`;
        const body =
          status === 'failed'
            ? `<p class="note">This topic could not be written (${escapeText(problem?.code ?? 'failed')}).</p>`
            : `${written_by === 'extract' ? '<p class="note">Extract: sentences of the sources, chosen without a model.</p>' : ''}${lessonHtml(content, prefix)}${sourceList(citations, prefix)}`;
        return `<section id="t${index + 1}"><h2>${escapeText(topic)}</h2>${body}</section>`;
      },
    );
    const quiz = quizzes.find(({ module_week }) => module_week === week);
    const heading = `Week ${week}: ${title}`;
    const goals = learning_objectives.map((objective) => `<li>${escapeText(objective)}</li>`).join('');
    return {
      path: `week-${week}.html`,
      title: heading,
      text: page(heading, {
        nav: `${home}${week > 1 ? `<a href="week-${week - 1}.html">Week ${week - 1}</a>` : ''}${week < course.modules.length ? `<a href="week-${week + 1}.html">Week ${week + 1}</a>` : ''}`,
        main: `<h1>${escapeText(heading)}</h1><ul>${goals}</ul>${topics.join('\n')}${quiz ? `<p><a href="${quizPath(quiz)}">${escapeText(quiz.title)}</a></p>` : ''}`,
        ...(own.scorm ? { script: QUIZ_SCRIPT } : {}),
      }),
    };
  });
  const quizPages = quizzes.map(
    (quiz): SitePage => ({
      path: quizPath(quiz),
      title: quiz.title,
      text: page(quiz.title, { nav: home, main: quizHtml(quiz), script: QUIZ_SCRIPT }),
    }),
  );
  const contents = course.modules
    .map(
      ({ week, title, sub_topics }) =>
        `<li><a href="week-${week}.html">${escapeText(title)}</a><ul>${sub_topics.map(({ title: topic }, index) => `<li><a href="week-${week}.html#t${index + 1}">${escapeText(topic)}</a></li>`).join('')}</ul></li>`,
    )
    .join('');
  const quizLinks = quizzes
    .map((quiz) => `<li><a href="${quizPath(quiz)}">${escapeText(quiz.title)}</a></li>`)
    .join('');
  const covered = coverage
    .map(
      ({ name, share, unused }) =>
        `<li>${escapeText(name)}: ${Math.round(share * 100)} % of the pages with text feed a topic${unused ? `; pages ${escapeText(unused)} feed none` : ''}</li>`,
    )
    .join('');
  const index: SitePage = {
    path: 'index.html',
    title: course.course_title,
    text: page(course.course_title, {
      nav: home,
      main: `<h1>${escapeText(course.course_title)}</h1><p>${escapeText(course.description)}</p><ol>${contents}</ol>${quizLinks ? `<h2>Quizzes</h2><ul>${quizLinks}</ul>` : ''}<h2>Sources</h2><ul>${covered}</ul>`,
      ...(own.scorm ? { script: QUIZ_SCRIPT } : {}),
    }),
  };
  return [index, ...modules, ...quizPages];
}

/** Name of a quiz's page. */
function quizPath({ module_week }: Pick<Quiz, 'module_week'>): string {
  return module_week === null ? 'quiz-course.html' : `quiz-week-${module_week}.html`;
}

function quizHtml({ title, questions }: Quiz): string {
  const fields = questions.map(
    ({ question_id, question_text, options, correct_answer, explanation, citation }, index) => {
      const labels = options
        .map(
          (option, place) =>
            `<label><input type="radio" name="${question_id}" value="${LETTERS[place]}"> ${LETTERS[place]}) ${escapeText(option)}</label>`,
        )
        .join('');
      return `<fieldset data-id="${question_id}" data-key="${correct_answer}"><legend>${index + 1}. ${escapeText(question_text)}</legend>${labels}<p class="why" hidden>${escapeText(explanation)} <cite>${escapeText(placeText(citation))}</cite></p></fieldset>`;
    },
  );
  return `<h1>${escapeText(title)}</h1><form id="quiz">${fields.join('')}<button type="submit">Check the answers</button><p id="score" role="status"></p></form>`;
}
