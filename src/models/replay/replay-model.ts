import { Problem } from '../../problem/problem.ts';
import type { Model } from '../model.ts';
import { openRecordings } from './recordings.ts';
import { requestHash } from './request-hash.ts';

/** Where recordings are: a folder, or a file that ends in `.jsonl`. One path holds the answers of one model. */
export interface ReplayOptions {
  readonly path: string;
}

/**
 * Plays a recorded model: its id, capabilities, parameters and answers, at no cost and without a network. A request
 * that was not recorded is `model-rejected` and fails. Throws `file-not-found` when there is no recording.
 */
export function createReplayModel({ path }: ReplayOptions): Model {
  const recordings = openRecordings(path);
  const recorded = recordings.readModel();
  return {
    ...recorded,
    lane: `replay:${path}:${recorded.id.split('/').slice(1).join('/')}`,
    async generate(request, signal) {
      if (signal.aborted)
        throw new Problem('cancelled', { detail: `The call to ${recorded.id} was cancelled` });
      const hash = requestHash(request);
      const answer = recordings.find(hash);
      if (answer) return answer;
      throw new Problem('model-rejected', {
        detail: `${path} holds no answer to this request (${hash.slice(0, 12)}); record again with ${recorded.id}`,
        subject: path,
        disposition: 'fail',
      });
    },
    close: async () => {},
  };
}

/** The same model, which also writes every complete answer to `path`, replacing an earlier one to the same request. */
export function recordModel(model: Model, { path }: ReplayOptions): Model {
  const recordings = openRecordings(path);
  let modelWritten: Promise<void> | undefined;
  return {
    ...model,
    async generate(request, signal) {
      const answer = await model.generate(request, signal);
      const { id, capabilities, parameters } = model;
      modelWritten ??= recordings.writeModel({ id, capabilities, parameters });
      await modelWritten;
      // Quota hints are about the moment of the call.
      await recordings.write(requestHash(request), { text: answer.text, usage: answer.usage });
      return answer;
    },
  };
}
