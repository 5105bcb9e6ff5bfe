/** Figures of the tour with their bounds, and their text: numbers with units, bounds, names in words. */

/** One figure against its bound. */
export interface Measure {
  readonly name: string
  readonly value: number
  readonly unit: string
  readonly bound: number
  /** `below`: value < bound; `atMost`: value <= bound; `atLeast`: value >= bound; `above`: value > bound. */
  readonly rule: 'below' | 'atMost' | 'atLeast' | 'above'
  /**
   * The answer decides whether a workload is met. Speed and memory depend on the machine and its load: their bounds are
   * goals.
   */
  readonly of: 'answer' | 'speed' | 'memory'
}

const SIGNS = { below: '<', atMost: '<=', atLeast: '>=', above: '>' } as const

export function keepsBound({ value, bound, rule }: Measure): boolean {
  if (rule === 'below') return value < bound
  if (rule === 'atMost') return value <= bound
  return rule === 'atLeast' ? value >= bound : value > bound
}

/** The figure with its unit. */
export function figureText({ value, unit }: Measure): string {
  return `${readable(value)}${unit && ` ${unit}`}`
}

/** The bound as `< 20 ms`. */
export function boundText({ rule, bound, unit }: Measure): string {
  return `${SIGNS[rule]} ${readable(bound, 8)}${unit && ` ${unit}`}`
}

/** Bounds as a sentence. */
export function goalText(measures: readonly Measure[]): string {
  return measures.map((measure) => `${measure.name} ${boundText(measure)}`).join(', ')
}

/** A number with this many digits, in powers of ten where it is small. */
export function readable(value: number, digits = 4): string {
  if (Number.isInteger(value)) return String(value)
  const rounded = Number(value.toPrecision(digits))
  return Math.abs(value) < 1e-3 ? rounded.toExponential() : String(rounded)
}

/** A key of the JSON in words: `bestCut s1` is 'best cut, graph 1'. */
export function wordsOf(key: string): string {
  return key
    .replace(/([a-z])([A-Z])(?=[a-z])/g, (_, before: string, letter: string) => `${before} ${letter.toLowerCase()}`)
    .replace(/ s(\d)$/, ', graph $1')
}
