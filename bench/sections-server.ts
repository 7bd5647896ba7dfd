// The loopback server of `sections ceilings`, in a process of its own. Arguments: latency in milliseconds. Prints its address,
// and, when it is told to end, when each call arrived and how many were there at once. Started by sections.ts.
import { startGeminiServer } from '../test/gemini-server/gemini-server.ts';

const arrivedMs: number[] = [];
const server = await startGeminiServer({
  latencyMs: Number(process.argv[2]),
  answer: () => ({ answer: 'It tells of tides.', quotes: [] }),
  behave: () => {
    arrivedMs.push(Date.now());
    return undefined;
  },
});
process.stdout.write(`${server.url}\n`);
process.stdin.once('end', async () => {
  const { maxInFlight, maxUploads, files } = server.stats;
  process.stdout.write(
    `${JSON.stringify({ arrivedMs, maxInFlight, maxUploads, left: files.left.length })}\n`,
  );
  await server.close();
});
process.stdin.resume();
