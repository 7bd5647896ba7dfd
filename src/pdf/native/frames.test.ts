import fc from 'fast-check';
import { expect, it } from 'vitest';
import { FrameReader, FrameWriter } from './frames.ts';

const frame = fc.record({
  message: fc.oneof(fc.jsonValue(), fc.string({ unit: 'binary', maxLength: 300 })),
  bytes: fc.uint8Array({ maxLength: 300 }),
});

it('brings every message through a pipe that cuts anywhere', () => {
  fc.assert(
    fc.property(
      fc.array(frame, { maxLength: 8 }),
      fc.infiniteStream(fc.integer({ min: 1, max: 200 })),
      (sent, cuts) => {
        const writer = new FrameWriter();
        // Some alone, some together with the one before.
        const taken = sent.map(({ message, bytes }, i) => {
          writer.write(message, bytes);
          return i % 3 === 1 || i === sent.length - 1 ? Buffer.from(writer.take()) : Buffer.alloc(0);
        });
        const stream = Buffer.concat(taken);
        const reader = new FrameReader();
        const received = [];
        for (let at = 0; at < stream.length; ) {
          const end = at + cuts.next().value;
          received.push(...reader.push(stream.subarray(at, end)));
          at = end;
        }
        expect(received.map(({ bytes }) => [...bytes])).toEqual(sent.map(({ bytes }) => [...bytes]));
        expect(received.map(({ message }) => JSON.stringify(message))).toEqual(
          sent.map(({ message }) => JSON.stringify(message)),
        );
      },
    ),
  );
});
