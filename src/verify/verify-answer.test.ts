import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Evidence } from '../domain/evidence.ts';
import { verifyAnswer } from './verify-answer.ts';

const schema = z.object({ total: z.string(), page_number: z.number().optional() });

const found: Evidence = {
  path: 'total',
  value: '12.50',
  pageNumber: 2,
  box: [0, 0, 10, 10],
  quote: '12.50',
  match: 'exact',
  confidence: 0.97,
  origin: 'model',
};
const missing: Evidence = { ...found, pageNumber: null, box: null, quote: null, match: 'none' };

const verify = (more: Partial<Parameters<typeof verifyAnswer>[0]>) =>
  verifyAnswer({
    value: { total: '12.50' },
    schema,
    evidence: [found],
    origin: 'model',
    findings: [],
    ...more,
  });

describe('verifyAnswer', () => {
  it('accepts an answer whose values are found', () => {
    expect(verify({})).toEqual({ findings: [], accepted: true });
  });

  it('refuses what the schema refuses and names the path', () => {
    const { findings, accepted } = verify({ value: { total: 12.5 } });
    expect(accepted).toBe(false);
    expect(findings).toMatchObject([{ code: 'schema-invalid', path: 'total' }]);
  });

  it('refuses a value that stands nowhere', () => {
    const { findings, accepted } = verify({ evidence: [missing] });
    expect(accepted).toBe(false);
    expect(findings).toMatchObject([{ code: 'evidence-missing', path: 'total', actual: '12.50' }]);
  });

  it('only warns of a zero, and of what an e-invoice says beyond the page; trusts a person', () => {
    expect(verify({ evidence: [{ ...missing, value: '0.00' }] })).toMatchObject({
      accepted: true,
      findings: [{ severity: 'warning' }],
    });
    expect(verify({ evidence: [{ ...missing, origin: 'xml' }] }).accepted).toBe(true);
    expect(verify({ evidence: [{ ...missing, origin: 'person' }] }).findings).toEqual([]);
  });

  it('warns of a near match', () => {
    expect(verify({ evidence: [{ ...found, match: 'fuzzy', quote: 'l2.50' }] })).toMatchObject({
      accepted: true,
      findings: [{ code: 'evidence-fuzzy', expected: 'l2.50' }],
    });
  });

  it('names the page a value really stands on', () => {
    expect(verify({ value: { total: '12.50', page_number: 3 } })).toMatchObject({
      accepted: false,
      findings: [{ code: 'wrong-page', expected: '2', actual: '3' }],
    });
    expect(verify({ value: { total: '12.50', page_number: 2 } }).accepted).toBe(true);
  });

  it('says once that pages without words prove nothing', () => {
    const page = { pageNumber: 1, width: 1, height: 1, words: [], origin: 'ocr', imageCoverage: 1 } as const;
    const { findings } = verify({ evidence: [missing, { ...missing, path: 'seller' }], pages: [page] });
    expect(findings).toMatchObject([{ code: 'page-without-text', severity: 'error' }]);
  });

  it('carries an error of the question itself', () => {
    const own = { code: 'total-mismatch', severity: 'error', path: 'total', message: 'x' } as const;
    expect(verify({ findings: [own] })).toEqual({ findings: [own], accepted: false });
  });
});
