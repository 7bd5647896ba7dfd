const KEYS = [
  ['n', 'next to review'],
  ['p', 'previous'],
  ['Enter', 'the value is right'],
  ['e', 'change the value'],
  ['Esc', 'give a change up'],
  ['c', 'confirm the document'],
] as const;

/** The keys of a document. */
export function Shortcuts() {
  return (
    <p className="shortcuts">
      {KEYS.map(([key, does]) => (
        <span key={key}>
          <kbd>{key}</kbd> {does}
        </span>
      ))}
    </p>
  );
}
