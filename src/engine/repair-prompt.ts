import type { Finding } from '../domain/finding.ts';

/** More findings than this in a prompt cost tokens and repeat themselves. */
const FINDINGS_TOLD = 20;

/** The prompt again, with what was wrong about the answer before. */
export function repairPrompt(prompt: string, findings: readonly Finding[]): string {
  if (findings.length === 0) return prompt;
  const lines = findings.slice(0, FINDINGS_TOLD).map(({ path, message, expected, actual }) => {
    const values = [expected && `expected ${expected}`, actual && `got ${actual}`].filter(Boolean).join(', ');
    return `- ${path ? `${path}: ` : ''}${message}${values ? ` (${values})` : ''}`;
  });
  return [
    prompt,
    '',
    'An earlier answer to this question was checked and these points were found:',
    ...lines,
    'Look at the document again and answer the whole question anew. Change only what the document itself shows to be different; never invent a value to satisfy a check.',
  ].join('\n');
}
