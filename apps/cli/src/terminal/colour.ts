/**
 * Whether a stream shows colours and lines that move, by the conventions of no-color.org and force-color.org:
 * `NO_COLOR` (not empty) forbids colours, `FORCE_COLOR` (not empty, not 0) asks for them, and otherwise a terminal has
 * them unless it calls itself `dumb`.
 */
import { styleText } from 'node:util'

/** What is asked of a stream. */
export interface Screen {
  readonly isTTY?: boolean
}
type Environment = Readonly<Record<string, string | undefined>>
export type Style = Parameters<typeof styleText>[0]

export function hasColours({ isTTY }: Screen, { NO_COLOR, FORCE_COLOR, TERM }: Environment = process.env): boolean {
  if (NO_COLOR) return false
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '') return FORCE_COLOR !== '0'
  return isTTY === true && TERM !== 'dumb'
}

/** Whether a line can be drawn over: on a terminal that is not dumb, whatever its colours. */
export function isLive({ isTTY }: Screen, { TERM }: Environment = process.env): boolean {
  return isTTY === true && TERM !== 'dumb'
}

/** Styled where the stream shows colours, plain elsewhere. */
export function paint(style: Style, text: string, screen: Screen): string {
  return hasColours(screen) ? styleText(style, text, { validateStream: false }) : text
}
