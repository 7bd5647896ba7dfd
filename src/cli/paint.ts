import { styleText } from 'node:util';

/** Colours and weights that the display uses, each beside a letter or a word that says the same. */
export type Tone = 'good' | 'review' | 'partial' | 'failed' | 'working' | 'quiet' | 'strong';

/** Gives text a tone, where colours are wanted and can be shown. */
export type Paint = (tone: Tone, text: string) => string;

const FORMATS = {
  good: 'green',
  review: 'yellow',
  partial: 'magenta',
  failed: 'red',
  working: 'cyan',
  quiet: 'dim',
  strong: 'bold',
} as const satisfies Record<Tone, string>;

/** Paints for a terminal; leaves text as it is where `NO_COLOR` is set or the stream shows no colours. */
export function paintFor(stream: NodeJS.WriteStream): Paint {
  return (tone, text) => styleText(FORMATS[tone], text, { stream });
}
