import type { Random } from '../bills/random.ts';

/** What a till, a scanner, a camera and time did to a paper. Shares are 0 (nothing) to 1. */
export interface Faults {
  /** Dots an inch of the finished picture. */
  readonly dpi: number;
  /** Quarter turns clockwise. */
  readonly quarterTurns: 0 | 1 | 2 | 3;
  /** Degrees clockwise before the quarter turns. */
  readonly tiltDegrees: number;
  /** How far the corners are from a rectangle, as a share of the sides; above 0 there is a desk around the paper. */
  readonly perspective: number;
  /** Folds: print is shifted and their sides are lit differently. */
  readonly crumple: number;
  /** How much darker the darkest corner is. */
  readonly shadow: number;
  /** Contrast lost everywhere. */
  readonly pale: number;
  /** Ink lost in patches. */
  readonly faded: number;
  /** Ink lost where dots of a thermal head are dead, and dots that did not take. */
  readonly thermal: number;
  /** Blur of the finished picture: standard deviation in pixels. */
  readonly blurPixels: number;
  readonly noise: number;
  readonly jpegQuality: number;
  /** Width of the print as a share of its usual one. */
  readonly squeeze: number;
  /** How dark the ground is that was printed below the text. */
  readonly tint: number;
  /** How dark a stamp is that was set over the figures. */
  readonly stamp: number;
  /** Black and white only: the gray, 0 to 1, from which a dot is white; 0 keeps the grays. */
  readonly bilevel: number;
}

const NONE: Faults = {
  dpi: 200,
  quarterTurns: 0,
  tiltDegrees: 0,
  perspective: 0,
  crumple: 0,
  shadow: 0,
  pale: 0,
  faded: 0,
  thermal: 0,
  blurPixels: 0.4,
  noise: 0.08,
  jpegQuality: 75,
  squeeze: 1,
  tint: 0,
  stamp: 0,
  bilevel: 0,
};

/** Every kind of poor scan that is made, and how bad one of it is. */
export const FAULTS = {
  flat: () => ({}),
  tilted: (choose) => ({ tiltDegrees: signed(choose, 5, 80) }),
  turned: (choose) => ({ quarterTurns: choose.pick([1, 2, 3]), tiltDegrees: signed(choose, 0, 15) }),
  thermal: (choose) => ({
    thermal: share(choose, 25, 80),
    pale: share(choose, 0, 30),
    dpi: choose.int(130, 200),
  }),
  faded: (choose) => ({ faded: share(choose, 45, 85), pale: share(choose, 10, 35) }),
  pale: (choose) => ({ pale: share(choose, 55, 80), noise: 0.1 }),
  blurred: (choose) => ({ blurPixels: share(choose, 110, 190), dpi: choose.int(150, 200) }),
  noisy: (choose) => ({ noise: share(choose, 35, 70) }),
  compressed: (choose) => ({ jpegQuality: choose.int(12, 30), dpi: choose.int(130, 180) }),
  crumpled: (choose) => ({ crumple: share(choose, 30, 80), shadow: share(choose, 10, 30) }),
  coarse: (choose) => ({ dpi: choose.int(95, 125), noise: 0.05, jpegQuality: choose.int(50, 80) }),
  narrow: (choose) => ({ squeeze: share(choose, 60, 78), dpi: choose.int(150, 200) }),
  faxed: (choose) => ({
    bilevel: share(choose, 50, 75),
    noise: share(choose, 10, 25),
    dpi: choose.int(140, 200),
    jpegQuality: 95,
  }),
  tinted: (choose) => ({ tint: share(choose, 20, 50), noise: 0.12 }),
  stamped: (choose) => ({ stamp: share(choose, 25, 60), tiltDegrees: signed(choose, 0, 20) }),
  phone: (choose) => ({
    perspective: share(choose, 2, 6),
    tiltDegrees: signed(choose, 0, 40),
    crumple: share(choose, 0, 30),
    shadow: share(choose, 20, 55),
    pale: share(choose, 0, 30),
    blurPixels: share(choose, 50, 100),
    noise: share(choose, 8, 25),
    jpegQuality: choose.int(45, 75),
    quarterTurns: choose.pick([0, 0, 0, 1, 3]),
  }),
} as const satisfies Record<string, (choose: Random) => Partial<Faults>>;

export type FaultName = keyof typeof FAULTS;

/** One poor scan of a kind. */
export function drawFaults(name: FaultName, choose: Random): Faults {
  return { ...NONE, ...FAULTS[name](choose) };
}

/** Hundredths, drawn evenly. */
function share(choose: Random, low: number, high: number): number {
  return choose.int(low, high) / 100;
}

/** Tenths of either sign. */
function signed(choose: Random, low: number, high: number): number {
  return ((choose.chance(0.5) ? 1 : -1) * choose.int(low, high)) / 10;
}
