import { Lexer, type Token } from 'marked';
import { Fragment, type ReactNode } from 'react';

/** A lesson's Markdown. Models wrote it from other people's documents: no markup of its own, no addresses, no pictures. */
export function Lesson({
  content,
  onCitation,
}: {
  readonly content: string;
  /** A mark such as `[2]` was pressed; counted from 1. */
  readonly onCitation: (number: number) => void;
}) {
  return <div className="lesson">{blocks(new Lexer().lex(content), onCitation)}</div>;
}

type Press = (number: number) => void;

function blocks(tokens: readonly Token[], press: Press): ReactNode {
  return tokens.map((token, index) => {
    const key = `${index}${token.type}`;
    switch (token.type) {
      case 'heading':
        // The page has its own first three levels.
        return token.depth > 2 ? (
          <h5 key={key}>{inline(token.tokens ?? [], press)}</h5>
        ) : (
          <h4 key={key}>{inline(token.tokens ?? [], press)}</h4>
        );
      case 'paragraph':
        return <p key={key}>{inline(token.tokens ?? [], press)}</p>;
      case 'list': {
        const items = (token.items as Token[]).map((item, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a lesson never changes its order
          <li key={place}>{blocks('tokens' in item ? (item.tokens ?? []) : [], press)}</li>
        ));
        return token.ordered ? <ol key={key}>{items}</ol> : <ul key={key}>{items}</ul>;
      }
      case 'code':
        return (
          <pre key={key}>
            <code>{token.text}</code>
          </pre>
        );
      case 'blockquote':
        return <blockquote key={key}>{blocks(token.tokens ?? [], press)}</blockquote>;
      case 'hr':
        return <hr key={key} />;
      case 'space':
        return null;
      default:
        return <Fragment key={key}>{inline([token], press)}</Fragment>;
    }
  });
}

function inline(tokens: readonly Token[], press: Press): ReactNode {
  return tokens.map((token, index) => {
    const key = `${index}${token.type}`;
    switch (token.type) {
      case 'strong':
        return <strong key={key}>{inline(token.tokens ?? [], press)}</strong>;
      case 'em':
        return <em key={key}>{inline(token.tokens ?? [], press)}</em>;
      case 'codespan':
        return <code key={key}>{token.text}</code>;
      case 'escape':
        return <Fragment key={key}>{token.text}</Fragment>;
      case 'br':
        return <br key={key} />;
      case 'text':
      case 'link':
      case 'del':
        if ('tokens' in token && token.tokens)
          return <Fragment key={key}>{inline(token.tokens, press)}</Fragment>;
        return <Fragment key={key}>{marks(token.raw, press)}</Fragment>;
      default:
        return <Fragment key={key}>{marks(token.raw, press)}</Fragment>;
    }
  });
}

function marks(text: string, press: Press): ReactNode {
  return text.split(/(\[\d{1,3}\])/).map((piece, index) => {
    const number = /^\[(\d+)\]$/.exec(piece)?.[1];
    const key = `${index}${piece}`;
    if (number === undefined) return <Fragment key={key}>{piece}</Fragment>;
    return (
      <button
        key={key}
        type="button"
        className="cite"
        aria-label={`Source ${number}`}
        onClick={() => press(Number(number))}
      >
        {number}
      </button>
    );
  });
}
