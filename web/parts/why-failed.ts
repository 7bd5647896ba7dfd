import { RequestFailed } from '../../src/client/client.ts';

/** Why something failed, as a sentence; browsers each have words of their own for a server that is not there. */
export function whyFailed(error: unknown): string {
  if (error instanceof RequestFailed) return error.message;
  if (error instanceof TypeError) return 'The server did not answer';
  return error instanceof Error ? error.message : String(error);
}
