import { expect, it } from 'vitest';
import { pdfEngineContract } from '../pdf.contract.ts';
import { createWasmEngine } from './wasm-engine.ts';

const contract = pdfEngineContract('WASM', () => createWasmEngine({ workers: 2 }));

it('has run the whole contract', () => {
  expect(contract.ran()).toBe(36);
});
