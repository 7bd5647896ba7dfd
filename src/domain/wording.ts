/** `1,234`: a count as the terminal and the page write it. */
export function count(value: number): string {
  return value.toLocaleString('en-US');
}

/** `1 document`, `1,200 documents`. */
export function plural(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** Millionths of a US dollar as `$0.0123`, with as many places as say something: two from one dollar up, none for nothing. */
export function dollars(micros: number): string {
  if (micros === 0) return '$0';
  const value = micros / 1_000_000;
  return `$${value.toFixed(value < 1 ? 4 : 2)}`;
}
