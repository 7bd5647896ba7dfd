import { Lexer, type Token, type Tokens } from 'marked';
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
  const tokens = new Lexer().lex(content);
  const depths = tokens
    .filter(({ type }) => type === 'heading')
    .map((token) => (token as Tokens.Heading).depth);
  const topmost = Math.min(...depths);
  return <div className="lesson">{blocks(tokens, onCitation, topmost)}</div>;
}

/** The page has its own first two levels. */
const LEVELS = ['h3', 'h4', 'h5', 'h6'] as const;

type Press = (number: number) => void;

function blocks(tokens: readonly Token[], press: Press, topmost = 1): ReactNode {
  return tokens.map((token, index) => {
    const key = `${index}${token.type}`;
    switch (token.type) {
      case 'heading': {
        const Level = LEVELS[Math.min(LEVELS.length - 1, token.depth - topmost)] ?? 'h6';
        return <Level key={key}>{inline(token.tokens ?? [], press)}</Level>;
      }
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
      case 'table':
        return <Table key={key} table={token as Tokens.Table} press={press} />;
      case 'hr':
        return <hr key={key} />;
      case 'space':
        return null;
      default:
        return <Fragment key={key}>{inline([token], press)}</Fragment>;
    }
  });
}

function Table({ table: { header, rows }, press }: { readonly table: Tokens.Table; readonly press: Press }) {
  return (
    <table>
      <thead>
        <tr>
          {header.map((cell, column) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a lesson never changes its order
            <th key={column} scope="col">
              {inline(cell.tokens, press)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a lesson never changes its order
          <tr key={place}>
            {row.map((cell, column) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a lesson never changes its order
              <td key={column}>{inline(cell.tokens, press)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
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
