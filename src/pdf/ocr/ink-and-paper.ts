/** What gray of a picture is taken for black, and what for white. */
export interface Contrast {
  readonly black: number;
  readonly white: number;
}

/** The grays that no more than these shares (0 to 1) of some pixels are darker than. */
export function inkAndPaper(
  pixels: Uint8Array,
  shares: { readonly ink: number; readonly paper: number },
): Contrast {
  const counts = new Uint32Array(256);
  for (const pixel of pixels) counts[pixel]!++;
  const level = (share: number): number => {
    let left = share * pixels.length;
    let gray = 0;
    while (gray < 255 && counts[gray]! < left) left -= counts[gray++]!;
    return gray;
  };
  return { black: level(shares.ink), white: level(shares.paper) };
}
