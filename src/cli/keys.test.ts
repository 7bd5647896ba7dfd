import { EventEmitter } from 'node:events';
import { beforeEach, expect, it } from 'vitest';
import { type KeyInput, type KeyProcess, Keys } from './keys.ts';

class FakeInput extends EventEmitter {
  isTTY = true;
  raw = false;
  setRawMode(mode: boolean): this {
    this.raw = mode;
    return this;
  }
  pause(): this {
    return this;
  }
  resume(): this {
    return this;
  }
  unref(): this {
    return this;
  }
}

let input: FakeInput;
let did: string[];
let foreground: boolean;
let keys: Keys;
beforeEach(() => {
  input = new FakeInput();
  did = [];
  foreground = true;
  const ours: KeyProcess = {
    isForeground: () => foreground,
    signal: (name, to) => void did.push(`${name} ${to}`),
  };
  const bindings = { p: () => void did.push('pause'), r: () => void did.push('resume') };
  keys = new Keys(input as unknown as KeyInput, bindings, {
    ours,
    giveBack: () => void did.push('give back'),
  });
});
const press = (text: string): void => void input.emit('data', Buffer.from(text));

it('does what is bound to a key, also several in one go, and nothing for others', () => {
  keys.start();
  press('pR');
  press('x1é\u001b[A');
  expect(did).toEqual(['pause', 'resume']);
});

it('makes the signals that a terminal makes', () => {
  keys.start();
  press('\u0003');
  press('\u001c');
  expect(did).toEqual(['SIGINT self', 'SIGQUIT group']);
});

it('gives the terminal back before Ctrl-Z stops those that were started together', () => {
  keys.start();
  press('\u001a');
  expect(did).toEqual(['give back', 'SIGTSTP group']);
  expect(input.raw).toBe(false);
  press('p');
  expect(did).toHaveLength(2);
});

it('is raw while it reads, and gives the terminal back when it stops and when the process exits', () => {
  const listeners = process.listenerCount('exit');
  keys.start();
  keys.start();
  expect(input.raw).toBe(true);
  expect(process.listenerCount('exit')).toBe(listeners + 1);
  const atExit = process.listeners('exit').at(-1) as () => void;
  atExit();
  expect(input.raw).toBe(false);
  expect(process.listenerCount('exit')).toBe(listeners);
  press('p');
  expect(did).toEqual([]);
  keys.start();
  press('p');
  keys.stop();
  press('p');
  expect(did).toEqual(['pause']);
  expect(input.raw).toBe(false);
});

it('leaves a pipe alone, and a terminal that is lent to another program', () => {
  input.isTTY = false;
  keys.start();
  expect(input.raw).toBe(false);
  input.isTTY = true;
  foreground = false;
  keys.start();
  expect(input.raw).toBe(false);
  press('p');
  expect(did).toEqual([]);
});

it('ends with the terminal, not with an error', () => {
  keys.start();
  input.emit('error', new Error('EIO'));
  press('p');
  expect(did).toEqual([]);
});
