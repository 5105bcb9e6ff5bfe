/** What 32-bit addresses reach, less what the engine keeps. */
export const MOST_BYTES_32 = 2 ** 32 - 2 ** 16
