// A model on loopback that takes a fixed time a page and finds no bill, in a process of its own so that its work is not the
// client's:
//
//   node slow-model.ts LATENCY-MS
import { startGeminiServer } from '../test/gemini-server/gemini-server.ts';

const server = await startGeminiServer({
  latencyMs: Number(process.argv[2]),
  answer: () => ({ page_type: 'Bill Detail', bills: [] }),
});
process.stdout.write(`${server.url}\n`);
