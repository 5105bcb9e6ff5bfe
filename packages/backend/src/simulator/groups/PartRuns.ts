/** Runs classes of parts: their executables, the rows that they are in, and where the random streams of each begin. */
import { RandomStream } from '@ketwork/math'
import type { Gradient, GradientInputs, Inputs, LoadOptions, Overlaps, SampleBatch, SampleInputs, Values } from '../../backend.ts'
import type { Draws } from '../../callRules.ts'
import type { ResolvedInputs } from '../../resolvedInputs.ts'
import { Kept } from '../../later.ts'
import { isUnitaryProgram } from '../../lowering/dynamics.ts'
import { structureKey } from '../../lowering/structureKey.ts'
import type { Program } from '../../program.ts'
import type { OpenEvent } from '../../TraceRecorder.ts'
import type { EngineCall } from '../ProgramEngine.ts'
import { rowAngles } from '../../rowAngles.ts'
import type { PartClass } from './PartClasses.ts'

/** A loaded part. Its calls belong to an event of the trace. */
export interface PartExecutable {
  readonly text: string
  readonly lack: string | undefined
  expectations(inputs: Inputs, parent: OpenEvent | undefined): Promise<Values>
  gradient(inputs: GradientInputs, parent: OpenEvent | undefined): Promise<Gradient>
  probabilities(inputs: Inputs, qubits: readonly number[], parent: OpenEvent | undefined): Promise<Values>
  overlaps(left: Inputs, right: Inputs | undefined, parent: OpenEvent | undefined): Promise<Overlaps>
  sample(inputs: SampleInputs, parent: OpenEvent | undefined): Promise<SampleBatch>
  dispose(): Promise<void>
}

export type PartMethod = NonNullable<LoadOptions['method']>

/** Of trajectories a part that draws nothing has one state a row, and is exact. */
export function methodOfPart(method: PartMethod, { program }: PartClass): PartMethod {
  return method === 'trajectories' && isUnitaryProgram(program) ? 'stateVector' : method
}

export type LoadPart = (program: Program, method: PartMethod, event: OpenEvent | undefined) => Promise<PartExecutable>

/** A call with the angles of its rows. */
export interface PartsCall extends EngineCall {
  readonly angles: readonly Float64Array[]
}

export function partsCall(program: Program, { inputs, event }: EngineCall): PartsCall {
  return { inputs, event, angles: Array.from({ length: inputs.rows }, (_, row) => rowAngles(program, inputs, row)) }
}

export class PartRuns {
  readonly #load: LoadPart
  readonly #loaded = new Kept<PartExecutable>()

  constructor(load: LoadPart) {
    this.#load = load
  }

  /** Loaded once for all parts that are the same. */
  executable({ program }: PartClass, method: PartMethod, event?: OpenEvent): Promise<PartExecutable> {
    const key = `${method} ${structureKey(program.structure)} ${program.constants.join()}`
    return this.#loaded.get(key, () => this.#load(program, method, event))
  }

  release(): void {
    this.#loaded.clear((executable) => executable.dispose())
  }
}

/** Whether all rows of all parts of a class are the same, so that one stands for all where nothing is drawn. */
export function isOneRow({ parameters, features }: PartClass, { parametersShared }: ResolvedInputs): boolean {
  return features.length === 0 && (parameters.length === 0 || parametersShared)
}

export interface RowsChoice {
  /** Which parts; row i * B + b is row b of part `instances[i]`. */
  readonly instances: readonly number[]
  /** One row for all, where they are the same (`isOneRow`). */
  readonly isOne?: boolean
  /** Parameters for each row although the rows share them. */
  readonly rowByRow?: boolean
}

/** The inputs of a class of parts for rows of the whole program. */
export function rowsOf(
  group: PartClass,
  { inputs, angles }: PartsCall,
  { instances, isOne = false, rowByRow = false }: RowsChoice,
): Inputs {
  const { parameters, features, parts } = group
  const table = (places: readonly number[]) => {
    const [rows, columns] = [isOne ? 1 : instances.length * angles.length, places.length]
    const data = new Float64Array(rows * columns)
    for (let row = 0; row < rows; row++) {
      const { slots } = parts[instances[Math.floor(row / angles.length)]]
      const own = angles[row % angles.length]
      places.forEach((place, column) => (data[row * columns + column] = own[slots[place]]))
    }
    return { rows, columns, data }
  }
  const isShared = inputs.parametersShared && !rowByRow
  const shared = () => Float64Array.from(parameters, (place) => angles[0][parts[0].slots[place]])
  return {
    ...(parameters.length === 0 ? {} : { parameters: isShared ? shared() : table(parameters) }),
    features: table(features),
    ...(inputs.signal === undefined ? {} : { signal: inputs.signal }),
  }
}

/**
 * Shots and seed of a class: streams of different classes, and of its rows, are independent, and the same for every
 * split of the work.
 */
export function drawsOfClass({ shots, seed }: Draws, group: number): Draws {
  return { shots, seed: new RandomStream(seed).substream(group).integer(Number.MAX_SAFE_INTEGER) }
}

export function allInstances({ parts }: PartClass): number[] {
  return parts.map((_, instance) => instance)
}
