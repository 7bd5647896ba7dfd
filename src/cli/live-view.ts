import { Box, type Instance, render, Text } from 'ink';
import { createElement as h, type ReactElement } from 'react';
import { type Paint, paintFor } from './paint.ts';
import type { Displayed } from './progress-display.ts';
import { type DisplayLine, progressLines } from './progress-lines.ts';

const REFRESH_MS = 500;
/** What terminals are when they do not say. */
const USUAL = { columns: 80, rows: 24 };

/** A job's progress drawn on a terminal, where it stands as lines once it is stopped. */
export class LiveView {
  readonly #displayed: Displayed;
  readonly #terminal: NodeJS.WriteStream;
  readonly #paint: Paint;
  #view: Instance | undefined;
  #timer: NodeJS.Timeout | undefined;
  #looking = false;

  constructor(displayed: Displayed, terminal: NodeJS.WriteStream) {
    this.#displayed = displayed;
    this.#terminal = terminal;
    this.#paint = paintFor(terminal);
  }

  /** Draws below what stands there, and goes on drawing. */
  start(): void {
    if (this.#view) return;
    this.#view = render(this.#frame(false), {
      stdout: this.#terminal,
      exitOnCtrlC: false,
      patchConsole: false,
      // Only lines that change are written: no flicker, also over a slow connection.
      incrementalRendering: true,
    });
    this.#timer = setInterval(() => void this.#refresh(), REFRESH_MS);
    this.#terminal.on('resize', this.draw);
  }

  readonly draw = (): void => this.#view?.rerender(this.#frame(false));

  /** Draws no more. */
  stop(): void {
    clearInterval(this.#timer);
    this.#terminal.off('resize', this.draw);
    this.#view?.unmount();
    this.#view = undefined;
  }

  /** Draws a last time, without what passes. */
  async end(): Promise<void> {
    const view = this.#view;
    view?.rerender(this.#frame(true));
    this.stop();
    await view?.waitUntilExit();
  }

  async #refresh(): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    await this.#displayed.look();
    this.#looking = false;
    this.draw();
  }

  #frame(last: boolean): ReactElement {
    const { columns = USUAL.columns, rows = USUAL.rows } = this.#terminal;
    const frame = { columns, rows, paint: this.#paint, hint: this.#displayed.hint(), last };
    return h(Lines, { lines: progressLines(this.#displayed.progress(), frame) });
  }
}

function Lines({ lines }: { lines: readonly DisplayLine[] }): ReactElement {
  return h(
    Box,
    { flexDirection: 'column' },
    ...lines.map((line, index) =>
      typeof line === 'string'
        ? h(Text, { key: index, wrap: 'truncate-end' }, line || ' ')
        : h(
            Box,
            { key: index },
            h(Box, { flexShrink: 0 }, h(Text, null, line.lead)),
            // What tells files of one folder apart is at the end.
            h(Box, { flexShrink: 1 }, h(Text, { wrap: 'truncate-start' }, line.name)),
            h(Box, { flexShrink: 0 }, h(Text, { wrap: 'truncate-end' }, line.tail)),
          ),
    ),
  );
}
