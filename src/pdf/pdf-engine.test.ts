import { expect, it } from 'vitest';
import { pdfEngineContract } from './pdf.contract.ts';
import { createPdfEngine } from './pdf-engine.ts';

const contract = pdfEngineContract('by content', () => createPdfEngine({ workers: 2 }));

it('has run the whole contract', () => {
  expect(contract.ran()).toBe(37);
});
