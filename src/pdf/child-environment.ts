/** What a program may need to start. */
const ALWAYS = ['PATH', 'LD_LIBRARY_PATH', 'TZ'];

/** The environment of a program that reads strangers' files: what it needs to start and what is named, no keys. */
export function childEnvironment(named: readonly string[] = []): Record<string, string | undefined> {
  return Object.fromEntries([...ALWAYS, ...named].map((name) => [name, process.env[name]]));
}
