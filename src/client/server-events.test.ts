import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type OpenStream, readEvents } from './server-events.ts';

const refused = (status: number) => Object.assign(new Error('refused'), { status });
const stream = (text: string) => new Response(text);
const END = 'id: 2\nevent: end\ndata: {}\n\n';

describe('readEvents', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  async function names(open: OpenStream): Promise<string[]> {
    const heard: string[] = [];
    const reading = (async () => {
      for await (const { event } of readEvents(open, {})) heard.push(event);
    })();
    const settled = reading.then(
      () => {},
      () => {},
    );
    await vi.runAllTimersAsync();
    await settled;
    await reading;
    return heard;
  }

  it('goes on after the last event it has heard, over lost connections and a server that is ending', async () => {
    const headers: (string | undefined)[] = [];
    const answers = [
      () => stream('id: 1\nevent: snapshot\ndata: {}\n\n'),
      () => Promise.reject(new TypeError('fetch failed')),
      () => Promise.reject(refused(503)),
      () => stream(END),
    ];
    const heard = await names(async (given) => {
      headers.push(given['last-event-id']);
      return answers.shift()!();
    });
    expect(heard).toEqual(['snapshot', 'end']);
    expect(headers).toEqual([undefined, '1', '1', '1']);
  });

  it('takes what the server says for final', async () => {
    const open = vi.fn<OpenStream>(() => Promise.reject(refused(404)));
    await expect(names(open)).rejects.toMatchObject({ status: 404 });
    expect(open).toHaveBeenCalledTimes(1);
  });

  it('gives up after several vain tries', async () => {
    const open = vi.fn<OpenStream>(() => Promise.reject(refused(503)));
    await expect(names(open)).rejects.toMatchObject({ status: 503 });
    expect(open).toHaveBeenCalledTimes(6);
  });
});
