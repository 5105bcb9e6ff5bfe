/**
 * Probabilities and samples of qubits and bits that are computed in parts: products over the parts, and columns side by
 * side.
 */
import type { Values } from '../../backend.ts'
import type { Draws } from '../../callRules.ts'
import type { Program } from '../../program.ts'
import { isUnitaryProgram } from '../../lowering/dynamics.ts'
import type { Estimated } from '../methods.ts'
import type { Computed, EngineCall } from '../ProgramEngine.ts'
import type { PartClass } from './PartClasses.ts'
import {
  allInstances,
  drawsOfClass,
  isOneRow,
  methodOfPart,
  type PartMethod,
  type PartRuns,
  type PartsCall,
  partsCall,
  rowsOf,
} from './PartRuns.ts'
import type { OutcomePart, OutcomeParts } from './outcomeParts.ts'

/** What runs the parts of a program. */
export interface PartsHost {
  readonly program: Program
  readonly runs: PartRuns
  readonly method: PartMethod
}

function outcomesText({ program }: PartsHost, { parts, mostQubits, classes }: OutcomeParts, what: string): string {
  const groups = `${parts.length} group${parts.length === 1 ? '' : 's'} of at most ${mostQubits} of ${program.structure.qubits} qubits`
  return `${groups}, all that ${what} can feel, in ${classes.length} program${classes.length === 1 ? '' : 's'}`
}

/** B x 2^k: the product of the parts' probabilities; with draws, of their estimates, which are independent. */
export async function dividedProbabilities(
  host: PartsHost,
  divided: OutcomeParts,
  { call, qubits, draws }: { readonly call: EngineCall; readonly qubits: readonly number[]; readonly draws: Draws | undefined },
): Promise<Estimated> {
  const { rows } = call.inputs
  const columns = 2 ** qubits.length
  const values = new Float64Array(rows * columns)
  const standardErrors = new Float64Array(draws === undefined ? 0 : values.length)
  const inParts = new Set(divided.parts.flatMap(({ asked }) => asked.map(({ place }) => place)))
  const zeros = qubits.flatMap((_, place) => (inParts.has(place) ? [] : [place]))
  for (let index = 0; index < values.length; index++) if (zeros.every((place) => bitOf(index % columns, place) === 0)) values[index] = 1
  const parts = partsCall(host.program, call)
  for (const [stream, part] of divided.parts.entries()) {
    const found = await partProbabilities(host, divided.classes[part.group], part, { parts, draws: draws && drawsOfClass(draws, stream) })
    for (let index = 0; index < values.length; index++) {
      const column = part.asked.reduce((sum, { place }, bit) => sum + (bitOf(index % columns, place) << bit), 0)
      const at = (found.rows === 1 ? 0 : Math.floor(index / columns)) * found.columns + column
      if (draws !== undefined)
        standardErrors[index] = errorOfProduct(values[index], standardErrors[index], found.values[at], found.standardErrors?.[at] ?? 0)
      values[index] *= found.values[at]
    }
  }
  const plan = outcomesText(host, divided, 'these qubits')
  return draws === undefined ? { values, plan } : { values, standardErrors, plan }
}

async function partProbabilities(
  host: PartsHost,
  group: PartClass,
  { instance, asked }: OutcomePart,
  { parts, draws }: { readonly parts: PartsCall; readonly draws: Draws | undefined },
): Promise<Values> {
  const isExact = draws === undefined || (host.method === 'trajectories' && isUnitaryProgram(group.program))
  const executable = await host.runs.executable(group, methodOfPart(host.method, group), parts.event)
  const inputs = rowsOf(group, parts, { instances: [instance], isOne: isExact && isOneRow(group, parts.inputs) })
  return executable.probabilities(
    { ...inputs, ...(isExact ? {} : draws) },
    asked.map(({ local }) => local),
    parts.event,
  )
}

/** B x shots x columns: what each part draws, in its columns; a column of no part is 0. */
export async function dividedSamples(
  host: PartsHost,
  divided: OutcomeParts,
  { call, draws, columns }: { readonly call: EngineCall; readonly draws: Draws; readonly columns: number },
): Promise<Computed<Uint8Array>> {
  const { rows } = call.inputs
  const values = new Uint8Array(rows * draws.shots * columns)
  const parts = partsCall(host.program, call)
  for (const [index, group] of divided.classes.entries()) {
    const executable = await host.runs.executable(group, host.method === 'densityMatrix' ? host.method : 'auto', call.event)
    const inputs = { ...rowsOf(group, parts, { instances: allInstances(group) }), ...drawsOfClass(draws, index) }
    const { samples, columns: own } = await executable.sample(inputs, call.event)
    for (const part of divided.parts) {
      if (part.group !== index) continue
      const first = part.instance * rows * draws.shots
      for (const { place, local } of part.asked)
        for (let shot = 0; shot < rows * draws.shots; shot++) values[shot * columns + place] = samples[(first + shot) * own.length + local]
    }
  }
  return { values, plan: outcomesText(host, divided, 'the outcomes') }
}

function bitOf(index: number, place: number): number {
  return (index >>> place) & 1
}

/** Of a product of two independent estimates, to first order; unknown (infinite) where that of one is. */
function errorOfProduct(a: number, errorOfA: number, b: number, errorOfB: number): number {
  return errorOfA === Infinity || errorOfB === Infinity ? Infinity : Math.hypot(a * errorOfB, b * errorOfA)
}
