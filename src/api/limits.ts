/** The most sources that one job may name. */
export const MAX_SOURCES = 10_000;

/** The most files that one look-up of uploads may name. */
export const MAX_LOOKED_UP = 500;
