import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Model } from '../models/model.ts';
import { CallDeadlines, WorkingDeadline } from './deadlines.ts';

const model = { id: 'test/model' } as Model;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a call has a generous first guess that grows with its pages, then three times the 95th percentile', () => {
  const deadlines = new CallDeadlines(600_000);
  expect(deadlines.deadlineMs(model, 10)).toBe(140_000);
  for (let i = 0; i < 20; i++) deadlines.observe(model, 30_000);
  expect(deadlines.deadlineMs(model, 0)).toBe(90_000);
});

test('fast models keep a floor, and no deadline passes the configured ceiling', () => {
  const deadlines = new CallDeadlines(100_000);
  for (let i = 0; i < 20; i++) deadlines.observe(model, 10);
  expect(deadlines.deadlineMs(model, 0)).toBe(20_000);
  for (let i = 0; i < 200; i++) deadlines.observe(model, 90_000);
  expect(deadlines.deadlineMs(model, 0)).toBe(100_000);
});

test('a document deadline stands still while a call waits for quota', async () => {
  const deadline = new WorkingDeadline(1_000, Date.now);
  await vi.advanceTimersByTimeAsync(600);
  const hours = new Promise((resolve) => setTimeout(resolve, 6 * 3_600_000));
  const waiting = deadline.waiting(hours);
  await vi.advanceTimersByTimeAsync(6 * 3_600_000);
  await waiting;
  expect(deadline.signal.aborted).toBe(false);
  await vi.advanceTimersByTimeAsync(399);
  expect(deadline.signal.aborted).toBe(false);
  await vi.advanceTimersByTimeAsync(2);
  expect(deadline.signal.aborted).toBe(true);
});

test('more pages extend it, and its end leaves nothing behind', async () => {
  const deadline = new WorkingDeadline(1_000, Date.now);
  deadline.extend(500);
  await vi.advanceTimersByTimeAsync(1_400);
  expect(deadline.signal.aborted).toBe(false);
  deadline.end();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(deadline.signal.aborted).toBe(false);
});

test('a part has its own deadline, which stands still with the whole and ends with it', async () => {
  const whole = new WorkingDeadline(1_000, Date.now);
  const part = whole.part('The section', 300);
  const waiting = part.waiting(new Promise((resolve) => setTimeout(resolve, 5_000)));
  await vi.advanceTimersByTimeAsync(5_000);
  await waiting;
  expect([whole.signal.aborted, part.signal.aborted]).toEqual([false, false]);
  await vi.advanceTimersByTimeAsync(301);
  expect([whole.signal.aborted, part.signal.aborted]).toEqual([false, true]);
  expect(part.signal.reason).toMatchObject({
    code: 'deadline-passed',
    detail: 'The section took longer than allowed',
  });
  const second = whole.part('The section', 10_000);
  await vi.advanceTimersByTimeAsync(700);
  expect(second.signal.reason).toMatchObject({ detail: 'The document took longer than allowed' });
});
