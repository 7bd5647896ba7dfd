/** Why a file that an option names cannot be read, and what to do, as the end of a sentence that begins with its name. */
export function whyUnread(cause: unknown): string {
  const { code, message } = cause as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'is not there; check the name';
  if (code === 'EISDIR') return 'is a folder; name a file';
  if (code === 'EACCES' || code === 'EPERM') return 'may not be read by this user; change its permissions';
  return `cannot be read (${code ?? message})`;
}
