import type { Progress } from '../app.ts';
import type { LeafcutterEvent } from '../domain/event.ts';
import { dollars, plural } from '../domain/wording.ts';
import type { ProblemJson } from '../problem/problem.ts';
import {
  describeClasses,
  describeFailures,
  describeLane,
  describePace,
  describeStates,
  describeUsage,
} from './describe-progress.ts';
import type { Phrase } from './flow.ts';
import { duration, printable } from './format.ts';
import type { Displayed, ProgressDisplay } from './progress-display.ts';

/** Up to this many documents each gets a line of its own; beyond, only those that need attention. */
const EACH_NAMED = 50;
const HEARTBEAT_MS = 10_000;

/** Progress as plain lines, for pipes and log files. */
export function startPlainProgress(displayed: Displayed, stream: NodeJS.WritableStream): ProgressDisplay {
  const say = (line: string): void => void stream.write(`${line}\n`);
  let found = 0;
  const troubles = new Map<string, string>();
  const listen = (event: LeafcutterEvent): void => {
    if (event.type === 'documents-found') found = event.total;
    if (event.type === 'governor-change') {
      const { lane, trouble, breaker } = event;
      if (trouble !== undefined && troubles.get(lane) !== trouble) {
        troubles.set(lane, trouble);
        say(`${printable(trouble)}; what needs it waits, and it is tried again every few seconds`);
      } else if (breaker === 'closed' && troubles.delete(lane)) say(`${printable(lane)} works again`);
    }
    if (event.type === 'batch-change') {
      const sent = `sent with ${plural(event.questions, 'question')}; it may take a day`;
      say(`Batch ${event.batchId}: ${event.state === 'submitted' ? sent : event.state}`);
    }
    // The first pieces of a long document are worth a line while the rest is at work.
    if (event.type === 'document-progress' && event.partial && event.message) say(printable(event.message));
    if (event.type !== 'document-end') return;
    const many = Math.max(found, displayed.progress().total) > EACH_NAMED;
    if (many && event.state === 'succeeded') return;
    const cost =
      event.usage.calls > 0
        ? `, ${plural(event.usage.calls, 'call')}, ${dollars(event.usage.costMicros)}`
        : '';
    const why = event.problem ? `: ${printable(withoutName(event.problem, event.name))}` : '';
    const pages = event.pages > 0 ? `, ${plural(event.pages, 'page')}` : '';
    say(
      `${printable(event.name)}: ${event.state.replace('_', ' ')}${pages}, ${duration(event.durationMs)}${cost}${why}`,
    );
  };
  const forget = displayed.listen(listen);
  const heartbeat = setInterval(async () => {
    await displayed.look();
    say(statusLine(displayed.progress()));
  }, HEARTBEAT_MS);
  heartbeat.unref();
  return {
    notice: say,
    end: async () => {
      clearInterval(heartbeat);
      forget();
    },
  };
}

/** What is wrong with a document whose name stands before it already. */
function withoutName({ detail, subject }: ProblemJson, name: string): string {
  for (const start of [`"${subject}" `, `${subject} `, `${name} `]) {
    if (detail.startsWith(start)) return `it ${detail.slice(start.length)}`;
  }
  return detail.startsWith(`${name}, `) ? detail.slice(name.length + 2) : detail;
}

/** One line with everything: how far, how it ended, what it cost, classes, failures by cause, and each lane. */
export function statusLine(progress: Progress): string {
  const named = (name: string, phrases: readonly Phrase[]): string =>
    phrases.length > 0 ? `${name}: ${words(phrases)}` : '';
  return [
    words(describePace(progress)),
    words(describeStates(progress)),
    words(describeUsage(progress)),
    named('classes', describeClasses(progress)),
    named('failed of', describeFailures(progress)),
    ...(progress.lanes ?? []).map((lane) => {
      const { name, phrases } = describeLane(lane);
      return named(name, phrases);
    }),
  ]
    .filter(Boolean)
    .join('; ');
}

function words(phrases: readonly Phrase[]): string {
  return phrases.map(({ text }) => text).join(', ');
}
