/**
 * The style sheet of an SVG drawing: light, dark, or as the reader's system prefers.
 *
 * Every rule stands under a class of the drawing's own, so a drawing inside a page styles nothing else there, and two drawings with different themes can
 * stand side by side. Colours are written out and not kept in variables: renderers other than browsers read them too.
 */
export type SvgTheme = 'auto' | 'light' | 'dark'

/** What an operation is coloured by. */
export type Tint = 'constant' | 'symbolic' | 'channel' | 'readout'

interface Palette {
  readonly paper: string
  readonly ink: string
  /** Text that stands behind: names of wires, folds. */
  readonly faint: string
  readonly wire: string
  /** Line and area of each kind of operation. */
  readonly tints: Readonly<Record<Tint, readonly [line: string, area: string]>>
}

const LIGHT: Palette = {
  paper: '#ffffff',
  ink: '#0f172a',
  faint: '#526074',
  wire: '#8492a6',
  tints: {
    constant: ['#1d5fd1', '#e3edff'],
    symbolic: ['#7a32d6', '#f1e7ff'],
    channel: ['#b3470b', '#ffeedd'],
    readout: ['#475569', '#e8edf3'],
  },
}

const DARK: Palette = {
  paper: '#10151f',
  ink: '#eef3fa',
  faint: '#9fb0c6',
  wire: '#66778f',
  tints: {
    constant: ['#6fa8ff', '#183056'],
    symbolic: ['#c09bff', '#382263'],
    channel: ['#ff9d57', '#4a2a12'],
    readout: ['#a9b8cc', '#2a3444'],
  },
}

/** Monospaced, so that the width of a text is known without a browser. */
const FONT = "ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono','Liberation Mono',monospace"

/** The classes of the root element. */
export function themeClass(theme: SvgTheme): string {
  return `ketwork-circuit ketwork-${theme}`
}

export function styleSheet(theme: SvgTheme): string {
  const scope = `.ketwork-${theme}`
  const dark = colours(scope, DARK)
  const chosen = { light: colours(scope, LIGHT), dark, auto: `${colours(scope, LIGHT)}\n@media (prefers-color-scheme:dark){\n${dark}\n}` }
  return `${SHAPES}\n${chosen[theme]}`
}

const SHAPES = `.ketwork-circuit text{font-family:${FONT};font-size:13px;text-anchor:middle}
.ketwork-circuit .small{font-size:10px}
.ketwork-circuit .name{text-anchor:end}
.ketwork-circuit .start{text-anchor:start}
.ketwork-circuit .wire{stroke-width:1.2}
.ketwork-circuit .fold{stroke-width:1.2;stroke-dasharray:2 3}
.ketwork-circuit .line{fill:none;stroke-width:1.6}
.ketwork-circuit .box{stroke-width:1.4}
.ketwork-circuit .channel .box{stroke-dasharray:4 2}
.ketwork-circuit .barrier{opacity:.3}
.ketwork-circuit g:hover>.box{stroke-width:2.4}`

function colours(scope: string, { paper, ink, faint, wire, tints }: Palette): string {
  const rules = Object.entries(tints).map(
    ([tint, [line, area]]) => `${scope} .${tint} .line,${scope} .${tint} .box{stroke:${line}}
${scope} .${tint} .box{fill:${area}}
${scope} .${tint} .dot,${scope} .${tint} .barrier{fill:${line}}`,
  )
  return `${scope} .paper{fill:${paper}}
${scope} text{fill:${ink}}
${scope} .faint{fill:${faint}}
${scope} .wire,${scope} .fold{stroke:${wire}}
${rules.join('\n')}`
}
