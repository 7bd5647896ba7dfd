import { describe, expect, it } from 'vitest';
import type { Evidence } from '../domain/evidence.ts';
import type { Finding } from '../domain/finding.ts';
import type { DocumentResult } from '../domain/result.ts';
import { NO_USAGE } from '../domain/usage.ts';
import {
  compareRuns,
  parseScores,
  parseTruth,
  renderComparison,
  renderTable,
  scoreDocument,
  summarise,
} from './eval.ts';

function result(data: unknown, more: Partial<DocumentResult> = {}): DocumentResult {
  return {
    document: { id: '1', name: 'a.pdf', sha256: 'x', pages: 1, bytes: 1 },
    recipe: { name: 'r', version: '1' },
    status: 'complete',
    data,
    evidence: [],
    findings: [],
    pages: [],
    usage: { ...NO_USAGE, calls: 1, costMicros: 2500, byModel: [] },
    timings: { totalMs: 1500, startedAt: '', endedAt: '' },
    review: 'none',
    stages: { xml: 0, rules: 0, fast: 1, strong: 0, remembered: 0 },
    ...more,
  };
}

const TRUTH = {
  schema: 'corpus-truth/1',
  kind: 'invoice',
  docClass: 'vendor_invoice',
  seller: 'Lieferant GmbH',
  sellerAliases: ['Müller & Söhne'],
  invoiceNumber: 'R-2024/17',
  issueDate: '2024-01-08',
  currency: 'EUR',
  totals: { net: '100.00', tax: '19.00', gross: '119.00', due: null },
  lineItems: [
    { description: 'Trennblätter A4', quantity: '20', unitPrice: '2.00', amount: '40.00' },
    { description: 'Joghurt Banane', quantity: '1', unitPrice: '60.00', amount: '60.00' },
  ],
  pages: 1,
  visible: null,
};
const truth = (more: object = {}) => parseTruth({ ...TRUTH, ...more }, 'a.truth.json');

const BILL = {
  seller: 'LIEFERANT',
  bill_number: 'R 2024 17',
  date: '2024-01-08',
  currency: 'EUR',
  page_numbers: [1],
  items: [
    { name: 'Trennblaetter A4', quantity: '20', rate: '2.00', amount: '40' },
    { name: 'Joghurt Banane', quantity: '1', rate: '60.00', amount: '60.00' },
  ],
  taxes: [{ name: 'USt', rate: '19', amount: '19.00' }],
  printed_total: '119.00',
  reconciled: true,
};
const bills = (more: object = {}) => ({ bills: [{ ...BILL, ...more }] });

const verdicts = (score: ReturnType<typeof scoreDocument>) =>
  Object.fromEntries(score.facts.map(({ fact, verdict }) => [fact, verdict]));

it('a paper that is no invoice, and was taken for none, has no facts of one', () => {
  const statement = truth({ docClass: 'other', kind: 'statement', lineItems: undefined });
  const facts = (classification: string) =>
    scoreDocument(result({ classification: { classification }, vendor_invoices: [] }), statement).facts.map(
      ({ fact, verdict }) => `${fact} ${verdict}`,
    );
  expect(facts('irrelevant')).toEqual(['class right']);
  expect(facts('vendor_invoice')).toContain('currency missing');
});

describe('scoreDocument', () => {
  it('finds a right bill right, however it is spelt', () => {
    const score = scoreDocument(result(bills()), truth());
    expect(score.facts.map(({ verdict }) => verdict)).toEqual(score.facts.map(() => 'right'));
    expect(Object.keys(verdicts(score))).toEqual([
      'seller',
      'invoiceNumber',
      'issueDate',
      'currency',
      'tax',
      'gross',
      'line',
    ]);
  });

  it('compares no lines with an e-invoice that holds none', () => {
    const score = (truthSource: string) =>
      scoreDocument(result(bills()), truth({ lineItems: [], truthSource, visible: { gross: true } }));
    expect(verdicts(score('embedded-xml'))).not.toHaveProperty('line');
    expect(verdicts(score('manual'))).toHaveProperty('line', 'wrong-unmarked');
  });

  it('does not take a receipt that is claimed as one expense for a line item', () => {
    const claim = (amount: string) => ({
      employee_expenses: [{ total_amount: '119.00', expenses: [{ merchant: 'Lieferant', amount }] }],
    });
    expect(verdicts(scoreDocument(result(claim('119.00')), truth()))).not.toHaveProperty('line');
    expect(verdicts(scoreDocument(result(claim('40.00')), truth()))).toHaveProperty('line');
  });

  it('reads invoices and single fields by their shape', () => {
    const invoice = {
      classification: { classification: 'vendor_invoice' },
      vendor_invoices: [
        {
          vendor_name: null,
          issuer: 'Müller & Söhne',
          invoice_number: 'R-2024/17',
          invoice_date: '2024-01-08',
          basic_amount: '100.00',
          tax_amount: '19.00',
          total_amount: '119.00',
          currency_code: 'EUR',
          line_items: [],
        },
      ],
    };
    expect(verdicts(scoreDocument(result(invoice), truth()))).toMatchObject({
      class: 'right',
      seller: 'right',
      net: 'right',
      gross: 'right',
      line: 'missing',
    });
    const fields = {
      fields: { supplier: 'Lieferant GmbH', total: '119.00' },
      incomplete: null,
      discovered: [],
    };
    expect(verdicts(scoreDocument(result(fields), truth()))).toEqual({ seller: 'right', gross: 'right' });
    expect(verdicts(scoreDocument(result({ classification: 'employee_t&e' }), truth()))).toEqual({
      class: 'wrong-unmarked',
    });
  });

  it('tells marked from unmarked errors', () => {
    const wrong = bills({ printed_total: '191.00' });
    expect(verdicts(scoreDocument(result(wrong), truth())).gross).toBe('wrong-unmarked');
    const finding = {
      code: 'total-mismatch',
      severity: 'error',
      path: 'bills[0].printed_total',
      message: '',
    } as Finding;
    expect(verdicts(scoreDocument(result(wrong, { findings: [finding] }), truth())).gross).toBe(
      'wrong-marked',
    );
    expect(
      verdicts(scoreDocument(result(wrong, { findings: [{ ...finding, severity: 'warning' }] }), truth()))
        .gross,
    ).toBe('wrong-unmarked');
    expect(
      verdicts(scoreDocument(result(wrong, { findings: [{ ...finding, path: 'bills[0].seller' }] }), truth()))
        .gross,
    ).toBe('wrong-unmarked');
    expect(verdicts(scoreDocument(result(wrong, { review: 'needed' }), truth())).gross).toBe('wrong-marked');
    const evidence = { path: 'bills[0].printed_total', match: 'fuzzy', confidence: 0.3 } as Evidence;
    expect(verdicts(scoreDocument(result(wrong, { evidence: [evidence] }), truth())).gross).toBe(
      'wrong-marked',
    );
    expect(
      verdicts(scoreDocument(result(wrong, { evidence: [evidence] }), truth(), { reviewThreshold: 0.2 }))
        .gross,
    ).toBe('wrong-unmarked');
  });

  it('counts what is not there as missing', () => {
    expect(
      verdicts(scoreDocument(result(bills({ printed_total: null, seller: '' })), truth())),
    ).toMatchObject({ gross: 'missing', seller: 'missing' });
    expect(verdicts(scoreDocument(result({ bills: [] }), truth()))).toMatchObject({
      gross: 'missing',
      line: 'missing',
    });
    expect(verdicts(scoreDocument(result(null, { status: 'failed' }), truth()))).toMatchObject({
      gross: 'missing',
      line: 'missing',
    });
    expect(scoreDocument(result({ sections: [] }), truth()).facts).toEqual([]);
  });

  it('matches lines one to one: dropped, invented, doubled and changed ones show', () => {
    const lines = (items: object[]) =>
      scoreDocument(result(bills({ items })), truth())
        .facts.filter(({ fact }) => fact === 'line')
        .map(({ verdict }) => verdict);
    const [first, second] = BILL.items as [object, object];
    expect(lines([second, first])).toEqual(['right', 'right']);
    expect(lines([first])).toEqual(['right', 'missing']);
    expect(lines([first, second, second])).toEqual(['right', 'right', 'wrong-unmarked']);
    expect(lines([first, { ...second, amount: '66.00' }])).toEqual(['right', 'wrong-unmarked']);
    expect(lines([first, { name: 'Something else', amount: '1.00' }])).toEqual([
      'right',
      'missing',
      'wrong-unmarked',
    ]);
  });

  it('compares only what the page shows, unless told otherwise', () => {
    const hidden = truth({
      truthSource: 'embedded-xml',
      visible: { seller: false, gross: true, lineItems: 2, lineAmounts: 1, lineDescriptions: 0 },
    });
    expect(Object.keys(verdicts(scoreDocument(result(bills()), hidden)))).toEqual(['currency', 'gross']);
    expect(Object.keys(verdicts(scoreDocument(result(bills()), hidden, { onlyVisible: false })))).toContain(
      'line',
    );
    const unnamed = truth({ visible: { lineItems: 2, lineAmounts: 2, lineDescriptions: 0 } });
    const renamed = bills({ items: BILL.items.map((item) => ({ ...item, name: 'Pos.' })) });
    expect(verdicts(scoreDocument(result(renamed), unnamed)).line).toBe('right');
    expect(verdicts(scoreDocument(result(renamed), truth())).line).toBe('wrong-unmarked');
    expect(
      verdicts(scoreDocument(result(bills()), truth({ currencyPrinted: false }))).currency,
    ).toBeUndefined();
  });

  it('pairs the bills of one file by page and total', () => {
    const parts = truth({
      subDocuments: [
        { pages: [1], totals: { gross: '10.00' }, invoiceNumber: 'A' },
        { pages: [2], totals: { gross: '20.00' }, invoiceNumber: 'B' },
      ],
    });
    const bill = (page: number, total: string, number: string) => ({
      page_numbers: [page],
      printed_total: total,
      bill_number: number,
      items: [],
    });
    const both = scoreDocument(result({ bills: [bill(2, '20.00', 'B'), bill(1, '10.00', 'A')] }), parts);
    expect(both.facts.map(({ fact, verdict }) => `${fact} ${verdict}`)).toEqual([
      'invoiceNumber right',
      'gross right',
      'invoiceNumber right',
      'gross right',
    ]);
    const one = scoreDocument(result({ bills: [bill(2, '20.00', 'B')] }), parts);
    expect(one.facts.filter(({ verdict }) => verdict === 'missing')).toHaveLength(2);
    const three = scoreDocument(
      result({ bills: [bill(2, '20.00', 'B'), bill(1, '10.00', 'A'), bill(3, '5.00', 'C')] }),
      parts,
    );
    expect(three.facts.at(-1)).toMatchObject({
      fact: 'invoice',
      verdict: 'wrong-unmarked',
      actual: 'bills[2]',
    });
  });

  it('scores named fields, lists in any order', () => {
    const contract = parseTruth(
      {
        docClass: null,
        fields: {
          party: ['Liquidmetal Technology Inc.', 'Visser LLC'],
          effectiveDate: '2014-05-20',
          term: '3 years',
        },
      },
      'c',
    );
    const data = {
      fields: { party: ['Visser LLC', 'Liquid Metal'], effective_date: '2014-05-20', term: null },
      incomplete: null,
      discovered: [],
    };
    expect(
      scoreDocument(result(data), contract).facts.map(({ fact, verdict }) => `${fact} ${verdict}`),
    ).toEqual([
      'field:party wrong-unmarked',
      'field:party right',
      'field:effectiveDate right',
      'field:term missing',
    ]);
  });

  it('expects a bill that contradicts itself to say so', () => {
    const contradictory = truth({ reconciles: false });
    expect(verdicts(scoreDocument(result(bills()), contradictory)).reconciles).toBe('wrong-unmarked');
    expect(verdicts(scoreDocument(result(bills({ reconciled: false })), contradictory)).reconciles).toBe(
      'right',
    );
  });
});

describe('parseTruth', () => {
  it('names the file and the member that is wrong', () => {
    expect(() => parseTruth({ totals: { gross: 119 } }, 'bad.truth.json')).toThrow(
      /bad\.truth\.json.*totals\.gross.*in quotes/,
    );
    expect(() => parseTruth({ issueDate: '08.01.2024' }, 'bad.truth.json')).toThrow(/ISO date/);
    expect(() => parseTruth([], 'bad.truth.json')).toThrow(/not a truth file/);
  });
});

describe('summaries', () => {
  const good = scoreDocument(result(bills()), truth());
  const bad = {
    ...scoreDocument(result(bills({ printed_total: '191.00', items: BILL.items.slice(1) })), truth()),
    name: 'b.pdf',
  };

  it('adds up facts, lines, cost and time', () => {
    const summary = summarise([good, bad]);
    expect(summary.facts.find(({ fact }) => fact === 'gross')).toEqual({
      fact: 'gross',
      expected: 2,
      right: 1,
      rightMarked: 0,
      wrongMarked: 0,
      wrongUnmarked: 1,
      missing: 0,
    });
    expect(summary.lines).toMatchObject({ expected: 4, read: 3, right: 3, precision: 1, recall: 0.75 });
    expect(summary.lines!.f1).toBeCloseTo(6 / 7);
    expect(summary).toMatchObject({
      documents: 2,
      failed: 0,
      costMicros: 5000,
      calls: 2,
      totalMs: 3000,
      stages: { fast: 2 },
    });
    expect(summary.wrongUnmarkedShare).toBeCloseTo(1 / 15);
  });

  it('prints a table', () => {
    const table = renderTable(summarise([good, bad]));
    expect(table).toContain('line items: precision 1.000, recall 0.750, F1 0.857');
    expect(table).toMatch(/^gross +2 +1 \(50\.0 %\) +0 +0 +1 +0$/m);
    expect(table).toContain('2 model calls, $0.0050, 3.0 s of document time');
    expect(renderTable(summarise([]))).toContain('0 documents');
  });

  it('compares two runs on the documents both have', () => {
    const before = [good, { ...bad, name: 'b.pdf' }, { ...good, name: 'gone.pdf' }];
    const after = [
      { ...bad, name: 'a.pdf' },
      { ...good, name: 'b.pdf' },
      { ...good, name: 'new.pdf' },
    ];
    const comparison = compareRuns(before, after);
    expect(comparison).toMatchObject({
      onlyBefore: ['gone.pdf'],
      onlyAfter: ['new.pdf'],
      before: { documents: 2 },
      after: { documents: 2 },
    });
    expect(comparison.changes.map(({ name, fact, better }) => `${name} ${fact} ${better}`)).toEqual([
      'a.pdf gross false',
      'a.pdf line false',
      'b.pdf gross true',
      'b.pdf line true',
    ]);
    const text = renderComparison(comparison);
    expect(text).toMatch(/WORSE {3}a\.pdf {2}gross \(119\.00\): right → wrong-unmarked/);
    expect(text).toContain('not in the baseline: new.pdf');
    expect(renderComparison(compareRuns([good], [good]))).toContain('no fact changed');
    expect(renderComparison(compareRuns([good], [bad]))).toContain('No document is in both runs');
  });

  it('says which share each stage answered and what the strong model alone would have cost', () => {
    const stages = { xml: 1, rules: 2, fast: 1, strong: 0, remembered: 0 };
    const score = (costMicros: number) =>
      scoreDocument(result(bills(), { stages, strongAlone: { model: 'x/strong', costMicros } }), truth());
    const text = renderTable(summarise([score(20_000), score(10_000)]));
    expect(text).toContain('xml 2 (25.0 %), rules 4 (50.0 %), fast 2 (25.0 %)');
    expect(text).toContain('all of them asked of x/strong: about $0.0300; saved about $0.0250');
    expect(renderTable(summarise([score(20_000), good]))).not.toContain('saved');
  });

  it('takes what the items add up to for the total of a bill that prints none', () => {
    const read = bills({ printed_total: null, computed_total: '119.00' });
    expect(scoreDocument(result(read), truth()).facts).toContainEqual(
      expect.objectContaining({ fact: 'gross', verdict: 'right', actual: '119.00' }),
    );
  });

  it('takes kept scores as they were, and nothing else for them', () => {
    expect(parseScores(JSON.parse(JSON.stringify([good, bad])))).toEqual([good, bad]);
    expect(() => parseScores({ summary: {}, scores: [good] })).toThrow();
    expect(() => parseScores([{ ...good, facts: undefined }])).toThrow();
  });
});
