import type { ReviewedBody } from '../../src/client/client.ts';
import { useSession } from './review-session.ts';

/** What leads to the total, what is printed, and where they part. */
export function SumsPanel({ sums }: { readonly sums: ReviewedBody['sums'] }) {
  const session = useSession();
  if (sums.length === 0) return null;
  return (
    <section className="sums" aria-label="Arithmetic">
      {sums.map(({ title, lines, computed, printed, printed_path: printedPath, difference, agrees }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an amount may be come to in two ways
        <table key={at} className="sum" data-agrees={agrees ?? 'unknown'}>
          <caption>{title}</caption>
          <tbody>
            {lines.map(({ text, amount, path, sign, counted }, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: two taxes may be alike
              <tr key={index} data-counted={counted}>
                <th scope="row">
                  {text}
                  {counted ? '' : <span className="muted"> not counted</span>}
                </th>
                <td>
                  {sign === '-' && !amount.startsWith('-') ? '−' : ''}
                  {path === null ? (
                    amount
                  ) : (
                    <button type="button" className="link" onClick={() => session.select(path)}>
                      {amount}
                    </button>
                  )}
                </td>
              </tr>
            ))}
            <tr className="computed">
              <th scope="row">Computed</th>
              <td>{computed}</td>
            </tr>
            <tr className="printed">
              <th scope="row">Printed</th>
              <td>
                <button type="button" className="link" onClick={() => session.select(printedPath)}>
                  {printed ?? 'none'}
                </button>
              </td>
            </tr>
            {agrees === false && difference !== null ? (
              <tr className="parts">
                <th scope="row">They part by</th>
                <td>{difference}</td>
              </tr>
            ) : null}
          </tbody>
          <tfoot>
            <tr>
              <td colSpan={2}>
                {agrees === null
                  ? 'Cannot be compared'
                  : agrees
                    ? '✓ It reconciles'
                    : '✗ It does not reconcile'}
              </td>
            </tr>
          </tfoot>
        </table>
      ))}
    </section>
  );
}
