/**
 * Density matrices without kernels of their own: a program with channels, measurements, resets and conditions becomes one that acts on vec(rho), a vector that
 * any engine for state vectors runs if it takes matrices that are not unitary.
 *
 * Qubits of the doubled program: 0 to n - 1 are the rows of rho, n to 2n - 1 its columns, the rest are wires of classical bits. rho(x, y) where the bits read w
 * is number x + 2^n y + 4^n w, so the vector holds one unnormalised density matrix for each reading of the wires. A unitary U acts on the rows and
 * conj(U) on the columns; rotations and phases stay what they are, with the sign of the angle turned where conj asks for it, so parameters and features stay
 * what they are too. Everything else is one dense matrix (`superoperators.ts`); a condition is a control on wires.
 *
 * Only bits that somebody reads later have a wire: a condition, or the caller (`DoubleOptions`). The structure of the result depends on the structure alone.
 * How results are read from vec(rho) stands in `readDensity.ts`.
 */
import { deferMeasurements } from '../../lowering/dynamics.ts'
import {
  type AssignInstruction,
  type Instruction,
  type MeasureInstruction,
  PROGRAM_VERSION,
  type Program,
  type UnitaryInstruction,
} from '../../program.ts'
import { assignmentMatrix, channelMatrix, dephasingMatrix, measurementMatrix, resetMatrix } from './superoperators.ts'
import { wiredBits } from './wiredBits.ts'

export interface DoubledProgram {
  /** On 2n + wires qubits, without bits and observables. */
  readonly program: Program
  /** n, of the program that was doubled. */
  readonly qubits: number
  /** The bits that have wires, by their index; bit `wires[i]` is qubit 2n + i. */
  readonly wires: readonly number[]
  /** Measurements whose outcomes need no wire because nothing touches their qubits afterwards: they are read from the diagonal, in this order. */
  readonly deferred: readonly MeasureInstruction[]
}

export interface DoubleOptions {
  /** Whether the readings of all bits will be asked for (samples), or only the state (expectations, probabilities). */
  readonly keepBits: boolean
}

/** Doubles a program; O(instructions). */
export function doubleProgram(program: Program, { keepBits }: DoubleOptions): DoubledProgram {
  const { structure, constants } = program
  const deferred = keepBits ? deferMeasurements(program).measurements : []
  const wires = wiredBits(program, keepBits)
  const doubler = new Doubler(program, wires)
  for (const instruction of structure.instructions) doubler.add(instruction)
  const { angles } = structure
  return {
    program: {
      version: PROGRAM_VERSION,
      structure: {
        ...{ qubits: 2 * structure.qubits + wires.length, parameters: structure.parameters, features: structure.features, bits: [] },
        ...{ angles: withNegatedAngles(angles, constants.length), instructions: doubler.instructions, observables: [] },
      },
      constants: Float64Array.from(doubler.constants),
    },
    ...{ qubits: structure.qubits, wires, deferred },
  }
}

/** Slots s + (number of slots) with the angle of slot s negated; their coefficients stand from `firstConstant` on. */
function withNegatedAngles(table: Program['structure']['angles'], firstConstant: number): Program['structure']['angles'] {
  const { termStarts, coefficients, factorStarts, factors } = table
  return {
    parameters: table.parameters,
    termStarts: [...termStarts, ...termStarts.slice(1).map((start) => start + coefficients.length)],
    coefficients: [...coefficients, ...coefficients.map((_, term) => firstConstant + term)],
    factorStarts: [...factorStarts, ...factorStarts.slice(1).map((start) => start + factors.length)],
    factors: [...factors, ...factors],
  }
}

/** Where an instruction runs: wires that must be 1, after flips of those that must be 0. */
interface Place {
  readonly controls: readonly number[]
  readonly flips: readonly number[]
}

class Doubler {
  readonly instructions: Instruction[] = []
  readonly constants: number[]
  readonly #source: Float64Array
  readonly #qubits: number
  readonly #slots: number
  readonly #wireOf: ReadonlyMap<number, number>
  /** Where conj(matrix) stands, by where the matrix stands. */
  readonly #conjugates = new Map<number, number>()

  constructor({ structure, constants }: Program, wires: readonly number[]) {
    const { angles, qubits } = structure
    this.#source = constants
    this.#qubits = qubits
    this.#slots = angles.termStarts.length - 1
    this.#wireOf = new Map(wires.map((bit, i) => [bit, 2 * qubits + i]))
    this.constants = [...constants, ...angles.coefficients.map((index) => -constants[index])]
  }

  add(instruction: Instruction): void {
    const values = conditionValues(instruction)
    if (values === undefined) return
    switch (instruction.kind) {
      case 'measure':
        return this.#measure(instruction, values)
      case 'assign':
        return this.#assign(instruction, values)
      case 'reset':
        return this.#dense(this.#pair([instruction.qubit]), resetMatrix(), this.#place(values))
      case 'channel': {
        const { qubits, kraus, constant } = instruction
        return this.#dense(this.#pair(qubits), channelMatrix(this.#source, constant, kraus, qubits.length), this.#place(values))
      }
      default: {
        if (instruction.kind === 'phase' && instruction.controls.length === 0) return // a phase of the whole state is none of rho
        const place = this.#place(values)
        this.#around(place, [this.#onRows(instruction, place.controls), this.#onColumns(instruction, place.controls)])
      }
    }
  }

  #measure({ qubit, bit, readout }: MeasureInstruction, values: ReadonlyMap<number, number>): void {
    const wire = this.#wireOf.get(bit)
    if (wire === undefined) return this.#dense(this.#pair([qubit]), dephasingMatrix(), this.#place(values))
    const readings = readout === undefined ? [1, 0, 0, 1] : this.#source.subarray(readout, readout + 4)
    const others = new Map([...values].filter(([condition]) => condition !== bit))
    this.#dense([...this.#pair([qubit]), wire], measurementMatrix(readings, values.get(bit)), this.#place(others))
  }

  #assign({ bit, value }: AssignInstruction, values: ReadonlyMap<number, number>): void {
    const wire = this.#wireOf.get(bit)
    if (wire === undefined || values.get(bit) === value) return
    const others = new Map([...values].filter(([condition]) => condition !== bit))
    // where the condition asks for the other value of this bit, a bit that has the new one already stays what it is
    this.#dense([wire], assignmentMatrix(value), this.#place(others))
  }

  /** Row qubits, then column qubits. */
  #pair(qubits: readonly number[]): readonly number[] {
    return [...qubits, ...qubits.map((qubit) => qubit + this.#qubits)]
  }

  #place(values: ReadonlyMap<number, number>): Place {
    const wires = [...values].map(([bit, value]) => ({ wire: this.#wireOf.get(bit) ?? -1, value }))
    return { controls: wires.map(({ wire }) => wire), flips: wires.filter(({ value }) => value === 0).map(({ wire }) => wire) }
  }

  #dense(qubits: readonly number[], matrix: Float64Array, place: Place): void {
    const constant = this.#append(matrix)
    this.#around(place, [{ kind: 'matrix', qubits, controls: place.controls, constant }])
  }

  #around({ flips }: Place, instructions: readonly Instruction[]): void {
    const flipped = flips.map((target): Instruction => ({ kind: 'flip', controls: [], target }))
    for (const each of flipped) this.instructions.push(each)
    for (const each of instructions) this.instructions.push(each)
    for (const each of flipped) this.instructions.push(each)
  }

  #onRows(instruction: UnitaryInstruction, wires: readonly number[]): Instruction {
    return { ...withoutCondition(instruction), controls: [...instruction.controls, ...wires] }
  }

  #onColumns(instruction: UnitaryInstruction, wires: readonly number[]): Instruction {
    const moved = (qubits: readonly number[]): number[] => qubits.map((qubit) => qubit + this.#qubits)
    const controls = [...moved(instruction.controls), ...wires]
    switch (instruction.kind) {
      case 'rotation': {
        // conj(exp(-i t P / 2)) = exp(i t conj(P) / 2), and conj(P) = -P for an odd number of Ys
        const ys = [...instruction.pauli].filter((letter) => letter === 'Y').length
        const angle = ys % 2 === 1 ? instruction.angle : instruction.angle + this.#slots
        return { ...withoutCondition(instruction), qubits: moved(instruction.qubits), controls, angle }
      }
      case 'phase':
        return { ...withoutCondition(instruction), controls, angle: instruction.angle + this.#slots }
      case 'flip':
        return { ...withoutCondition(instruction), controls, target: instruction.target + this.#qubits }
      case 'swap': {
        const [first, second] = moved(instruction.qubits)
        return { ...withoutCondition(instruction), controls, qubits: [first, second] }
      }
      case 'matrix':
        return { ...withoutCondition(instruction), qubits: moved(instruction.qubits), controls, constant: this.#conjugate(instruction) }
    }
  }

  #conjugate({ constant, qubits }: { readonly constant: number; readonly qubits: readonly number[] }): number {
    const known = this.#conjugates.get(constant)
    if (known !== undefined) return known
    const matrix = this.#source.subarray(constant, constant + 2 * 4 ** qubits.length)
    const made = this.#append(matrix.map((entry, i) => (i % 2 === 1 ? -entry : entry)))
    this.#conjugates.set(constant, made)
    return made
  }

  #append(matrix: Float64Array): number {
    const constant = this.constants.length
    for (const entry of matrix) this.constants.push(entry)
    return constant
  }
}

/** The value that each bit of the condition must have; undefined where the condition contradicts itself. */
function conditionValues({ condition }: Instruction): ReadonlyMap<number, number> | undefined {
  const values = new Map<number, number>()
  if (condition === undefined) return values
  for (const [place, bit] of condition.bits.entries()) {
    const value = condition.values[place]
    if (values.get(bit) === 1 - value) return undefined
    values.set(bit, value)
  }
  return values
}

function withoutCondition<I extends UnitaryInstruction>(instruction: I): I {
  const { condition: _, ...rest } = instruction
  return rest as I
}
