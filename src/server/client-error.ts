import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { Problem } from '../problem/problem.ts';
import { problemBody } from './request-problem.ts';

/** Answers what is no HTTP, or came too slowly to be a request at all, as every other refusal is answered. */
export function answerClientError(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) {
    socket.destroy();
    return;
  }
  const body = JSON.stringify(problemBody(problemOf(error.code)));
  const { status } = JSON.parse(body) as { status: number };
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Type: application/problem+json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

function problemOf(code: string | undefined): Problem {
  if (code === 'HPE_HEADER_OVERFLOW') {
    return new Problem('request-too-large', { detail: 'The headers are larger than is taken; send less' });
  }
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return new Problem('request-timeout', { detail: 'The request came too slowly; send it again' });
  }
  return new Problem('invalid-request', { detail: 'What was sent is not an HTTP request' });
}
