import { countryOf } from './identifiers.ts';
import type { Party, TaxId } from './invoice-facts.ts';
import { hasLegalForm, nameKey } from './names.ts';
import type { Paper, PaperLine, PlacedIdentifier } from './paper.ts';
import { partyCandidates } from './party-candidates.ts';
import type { NameCandidate } from './party-spots.ts';
import type { PlacedWord } from './straighten.ts';

/** A party with the words its name was read from. */
export interface PartyReading {
  readonly party: Party;
  readonly words: readonly PlacedWord[];
  readonly pageNumber: number;
  /** 0 to 1. */
  readonly confidence: number;
}

/** Who sold and who bought; null where nothing says it. */
export interface Parties {
  readonly seller: PartyReading | null;
  readonly buyer: PartyReading | null;
}

/** Reads seller and buyer: label blocks, letterhead, the sender's line above an address window, footers, legal forms. */
export function readParties(paper: Paper): Parties {
  const candidates = partyCandidates(paper);
  const buyers = rank(
    candidates.filter((one) => one.role === 'buyer'),
    paper,
  );
  const buyer = buyers[0] ?? null;
  const buyerKeys = new Set(
    candidates.filter((one) => one.role === 'buyer' && one.score >= 6).map((one) => nameKey(one.text)),
  );
  const sellers = rank(
    candidates
      .filter((one) => one.role === 'seller')
      .map((one) => (buyerKeys.has(nameKey(one.text)) ? { ...one, score: one.score - 5 } : one)),
    paper,
  );
  const seller = sellers[0] ?? null;
  const toReading = (
    ranked: Ranked | null,
    rival: Ranked | undefined,
    other: Ranked | null,
  ): PartyReading | null => {
    if (!ranked || ranked.score <= 1) return null;
    const { best } = ranked;
    const margin = ranked.score - (rival?.score ?? 0);
    return {
      party: {
        name: best.text,
        address: best.address,
        ...taxFacts(best, other?.best ?? null, paper),
      },
      words: best.words,
      pageNumber: best.line.pageNumber,
      confidence: Math.max(0.3, Math.min(0.95, 0.4 + 0.035 * ranked.score + 0.02 * Math.min(margin, 6))),
    };
  };
  return {
    seller: toReading(seller, sellers[1], buyer),
    buyer:
      buyer && seller && same(nameKey(buyer.best.text), nameKey(seller.best.text))
        ? toReading(buyers[1] ?? null, undefined, seller)
        : toReading(buyer, buyers[1], seller),
  };
}

interface Ranked {
  readonly best: NameCandidate;
  readonly score: number;
}

/** Adds up what speaks for one name under its several spellings; the plainest spelling stands for it. */
function rank(candidates: readonly NameCandidate[], paper: Paper): Ranked[] {
  const domains = domainsOf(paper);
  const groups: { key: string; members: NameCandidate[] }[] = [];
  for (const candidate of [...candidates].sort((a, b) => b.score - a.score)) {
    const key = nameKey(candidate.text);
    const group = groups.find((one) => same(one.key, key));
    if (group) group.members.push(candidate);
    else groups.push({ key, members: [candidate] });
  }
  return groups
    .map(({ key, members }): Ranked => {
      const bySource = new Map<string, number>();
      for (const member of members) {
        bySource.set(
          member.source,
          Math.max(bySource.get(member.source) ?? Number.NEGATIVE_INFINITY, member.score),
        );
      }
      const scores = [...bySource.values()].sort((a, b) => b - a);
      // Each further kind of place the name stands in adds part of its weight.
      let score = scores.reduce(
        (total, one, index) => total + (index === 0 ? one : Math.min(one, 0) + Math.max(one, 0) * 0.5),
        0,
      );
      score += Math.min(1.5, 0.5 * (members.length - bySource.size));
      const compact = key.replace(/ /g, '');
      score += 3 * Math.max(0, ...domains.map((domain) => likeness(domain, compact)));
      const best = members.toSorted(
        (a, b) => Number(hasLegalForm(b.text)) - Number(hasLegalForm(a.text)) || b.score - a.score,
      )[0]!;
      return { best, score };
    })
    .sort((a, b) => b.score - a.score);
}

/** One name is the other, or its beginning (`Amazon Web Services` and `Amazon Web Services Inc`). */
function same(a: string, b: string): boolean {
  if (a === b) return true;
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return short.length >= 5 && long.startsWith(`${short} `);
}

/** 0 to 1: how much of the longer one the shorter one makes up, when the longer begins with it. */
function likeness(domain: string, name: string): number {
  const [short, long] = domain.length < name.length ? [domain, name] : [name, domain];
  return short.length > 3 && long.startsWith(short) ? short.length / long.length : 0;
}

/** Names of web sites and mail domains on the paper, without their endings. */
function domainsOf(paper: Paper): string[] {
  const text = paper.lines.map((line) => line.line.text.toLowerCase()).join(' ');
  const domains = [...text.matchAll(/(?:@|www\.|https?:\/\/(?:www\.)?)([a-z0-9-]+)\.[a-z]{2,}/g)].map(
    (match) => match[1]!.replace(/-/g, ''),
  );
  return domains.filter(
    (domain) =>
      !/^(?:gmail|yahoo|hotmail|outlook|gmx|web|t?online|icloud|orange|free|example|localhost)$/.test(domain),
  );
}

/** Registered numbers that stand nearest to the party's name; those near the other party's name are the other's. */
function taxFacts(
  own: NameCandidate,
  other: NameCandidate | null,
  paper: Paper,
): Pick<Party, 'country' | 'taxIds'> {
  const ids: TaxId[] = [];
  let country: string | null = null;
  for (const line of paper.lines) {
    for (const identifier of line.identifiers) {
      if (identifier.kind === 'bic' || identifier.kind === 'iban') continue;
      if (other && belongsTo({ identifier, line, own, other, paper })) continue;
      if (ids.some((one) => one.value === identifier.value)) continue;
      ids.push({ kind: identifier.kind, value: identifier.value, valid: identifier.valid });
      country ??= countryOf(identifier);
    }
  }
  if (country === null && own.role === 'seller') {
    const account = paper.lines
      .flatMap((line) => line.identifiers)
      .find((one) => one.kind === 'iban' && one.valid === true);
    country = account ? countryOf(account) : null;
  }
  return { country, taxIds: ids };
}

interface Belonging {
  readonly identifier: PlacedIdentifier;
  readonly line: PaperLine;
  readonly own: NameCandidate;
  readonly other: NameCandidate;
  readonly paper: Paper;
}

/** True when the number belongs to `other` rather than to `own`. */
function belongsTo({ identifier, line, own, other, paper }: Belonging): boolean {
  const label = line.labels
    .filter((one) => one.last < identifier.first)
    .map((one) => one.text)
    .join(' ');
  const says = /customer|client|buyer|kunde|kaufer|acheteur|cliente|klant|recipient/.test(label);
  if (says) return own.role === 'seller';
  const box = line.line.words[identifier.first]!.box;
  const distance = (one: NameCandidate): number => {
    if (one.line.pageNumber !== line.pageNumber) return 2000;
    const at = one.words[0]!.box;
    return Math.abs(at[0] - box[0]) + 2 * Math.abs(at[1] - box[1]) + (at[1] > box[1] ? 200 : 0);
  };
  // Numbers at the foot of the page are the sender's.
  const page = paper.pages.find((one) => one.page.pageNumber === line.pageNumber);
  if (page && box[1] > 0.75 * page.height) return own.role === 'buyer';
  return distance(other) < distance(own);
}
