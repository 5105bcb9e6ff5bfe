/** The drawing of an OpenQASM file, as text or as an SVG picture, and the measures of its circuit. */
import { counts, depth, drawSvg, drawText, tCount, twoQubitDepth, type Circuit, type SvgTheme } from 'ketwork'
import { parameterCount } from 'ketwork/circuit'
import { readCircuit, type CircuitSource } from '../readCircuit.ts'

export interface DrawTask {
  readonly source: CircuitSource
  readonly svg: boolean
  readonly theme?: SvgTheme
  /** Characters of text, pixels of a picture. */
  readonly width?: number
}

export type Measures = ReturnType<typeof measure>

export interface Drawing {
  readonly drawing: string
  readonly measures: Measures
}

export function drawCircuit({ source, svg, theme, width }: DrawTask): Drawing {
  const circuit = readCircuit(source)
  const size = width === undefined ? {} : { width }
  const drawing = svg ? drawSvg(circuit, { ...size, ...(theme && { theme }) }) : drawText(circuit, size)
  return { drawing, measures: measure(circuit) }
}

function measure(circuit: Circuit) {
  return {
    qubits: circuit.qubitCount,
    operations: circuit.operations.length,
    depth: depth(circuit),
    twoQubitDepth: twoQubitDepth(circuit),
    counts: counts(circuit),
    parameters: parameterCount(circuit),
    /** Null where it is not known: an angle is no multiple of pi/4. */
    tCount: tCount(circuit) ?? null,
  }
}
