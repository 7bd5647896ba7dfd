import { createHash } from 'node:crypto';

/** Names a key without giving it away: the first 8 hexadecimal digits of its SHA-256. */
export function keyFingerprint(apiKey: string): string {
  return createHash('sha256').update(apiKey).digest('hex').slice(0, 8);
}
