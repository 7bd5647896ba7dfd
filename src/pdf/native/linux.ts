import koffi from 'koffi';

type SystemCall = (...args: number[]) => number;

const libc = koffi.load(null);
const memfdCreate: (name: string, flags: number) => number = libc.func('memfd_create', 'int', [
  'str',
  'uint',
]);
const mmap: SystemCall = libc.func('mmap', 'intptr_t', [
  'uintptr_t',
  'size_t',
  'int',
  'int',
  'int',
  'int64_t',
]);
const munmap: SystemCall = libc.func('munmap', 'int', ['uintptr_t', 'size_t']);
const fcntl: SystemCall = libc.func('fcntl', 'int', ['int', 'int', 'int']);
const prctl: SystemCall = libc.func('prctl', 'int', ['int', 'ulong']);

// The same on all architectures of Linux.
const CLOSE_ON_EXEC = 1;
const ALLOW_SEALING = 2;
const ADD_SEALS = 1033;
const GET_SEALS = 1034;
/** No more seals, no smaller, no larger. */
const SIZE_SEALS = 1 | 2 | 4;
const READ = 1;
const READ_AND_WRITE = 3;
const SHARED = 1;
const SIGNAL_AT_PARENTS_DEATH = 1;
const SIGKILL = 9;

/** Ends this process with its parent, even in the middle of a call (`prctl(2)`). */
export function dieWithParent(): void {
  prctl(SIGNAL_AT_PARENTS_DEATH, SIGKILL);
}

/** A new, empty file that lives in memory only (`memfd_create(2)`); null when there is none to have. */
export function createMemoryFile(): number | null {
  const fd = memfdCreate('leafcutter', CLOSE_ON_EXEC | ALLOW_SEALING);
  return fd < 0 ? null : fd;
}

/** Keeps the file's size as it is for ever (`fcntl(2)`), so that others need not fear its end. */
export function sealSize(fd: number): void {
  fcntl(fd, ADD_SEALS, SIZE_SEALS);
}

/** True for a file in memory that was given to `sealSize`. */
export function isSealed(fd: number): boolean {
  const seals = fcntl(fd, GET_SEALS, 0);
  return seals !== -1 && (seals & SIZE_SEALS) === SIZE_SEALS;
}

/** The file's first `bytes` bytes, which must not be written to; null on failure. */
export function mapForReading(fd: number, bytes: number): { address: number; buffer: ArrayBuffer } | null {
  const address = mmap(0, bytes, READ, SHARED, fd, 0);
  return address === -1 ? null : { address, buffer: koffi.view(BigInt(address), bytes) };
}

/** Address of the file's first `bytes` bytes, shared with whoever else has it open (`mmap(2)`); null on failure. */
export function mapFile(fd: number, bytes: number): number | null {
  const address = mmap(0, bytes, READ_AND_WRITE, SHARED, fd, 0);
  return address === -1 ? null : address;
}

/** Undoes `mapFile`; views of the memory must not be touched any more. */
export function unmap(address: number, bytes: number): void {
  munmap(address, bytes);
}
