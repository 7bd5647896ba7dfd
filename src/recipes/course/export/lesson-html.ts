import { Marked } from 'marked';
import { withHeadingsFrom } from '../course-markdown.ts';
import { escapeText } from './xml-text.ts';

/** A lesson's Markdown as HTML that runs nothing and loads nothing; `[n]` leads to its citation with this prefix. */
export function lessonHtml(content: string, prefix: string): string {
  const marks = (text: string): string =>
    escapeText(text).replace(/\[(\d{1,3})\]/g, `<sup><a href="#${prefix}$1">[$1]</a></sup>`);
  const marked = new Marked({
    gfm: true,
    async: false,
    renderer: {
      // Lessons are written by models from other people's documents: no markup of theirs, no addresses of theirs.
      html: ({ text }) => escapeText(text),
      link: ({ text }) => escapeText(text),
      image: ({ text }) => escapeText(text),
      text(token) {
        return 'tokens' in token && token.tokens ? this.parser.parseInline(token.tokens) : marks(token.text);
      },
    },
  });
  return marked.parse(withHeadingsFrom(3, content)) as string;
}
