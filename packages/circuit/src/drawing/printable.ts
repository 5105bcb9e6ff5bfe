/** Names as a terminal or an XML reader can take them, and how much room they need in columns of equal width. */

/** Control characters, halves of surrogate pairs, line separators, marks that turn the direction of writing, and what XML forbids. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u200E\u200F\u202A-\u202E\u2066-\u2069\uFFFE\uFFFF]/gu
/** Latin and Greek letters, arrows, signs and lines: a column each, and no part of a longer glyph. Spares the slow way. */
const PLAIN = /^[\u0020-\u007E\u00A1-\u02FF\u0370-\u03FF\u2010-\u2027\u2190-\u22FF\u2500-\u25FC]*$/
/** East Asian characters and emoji that fill two columns. */
const WIDE =
  /[\p{Emoji_Presentation}\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{20000}-\u{3FFFD}]/u
const ELLIPSIS = '…'
const segmenter = new Intl.Segmenter()

/** The text with � in the place of each character that could break a terminal or a document. */
export function printable(text: string): string {
  return text.replaceAll(UNPRINTABLE, '\uFFFD')
}

/** The characters as a reader sees them, each with the columns it fills, 1 or 2. */
export function glyphs(text: string): { readonly text: string; readonly columns: 1 | 2 }[] {
  if (PLAIN.test(text)) return [...text].map((each) => ({ text: each, columns: 1 }))
  return [...segmenter.segment(text)].map(({ segment }) => ({ text: segment, columns: WIDE.test(segment) ? 2 : 1 }))
}

/** Columns that the text fills. */
export function columnsOf(text: string): number {
  return PLAIN.test(text) ? text.length : glyphs(text).reduce((sum, { columns }) => sum + columns, 0)
}

/** The text if it fits into so many columns, at least 1, otherwise its beginning with … at the end. */
export function shortened(text: string, most: number): string {
  if (columnsOf(text) <= most) return text
  let kept = ''
  let used = 1
  for (const glyph of glyphs(text)) {
    used += glyph.columns
    if (used > most) break
    kept += glyph.text
  }
  return kept + ELLIPSIS
}
