/** Expectations of a program's observables: from states, from density matrices, or as averages over trajectories with standard errors. */
import type { Method } from '../backend.ts'
import type { Program } from '../program.ts'
import { observableUnits } from '../shots/observableUnits.ts'
import { ensemblePauliExpectation } from './densityMatrix.ts'
import { type PauliAction, pauliAction, pauliMatrixElement } from './pauliAction.ts'
import { evolveRow, evolveRowEnsemble, evolveShot, pass, type Run } from './run.ts'

/** B x K; `standardErrors` where they are estimates. */
export interface Estimates {
  readonly values: Float64Array
  readonly standardErrors?: Float64Array
}

/** Exact values of every row. */
export async function exactExpectations(run: Run, method: Exclude<Method, 'trajectories'>): Promise<Float64Array> {
  const { rows } = run.inputs
  const columns = run.program.structure.observables.length
  const values = new Float64Array(rows * columns)
  for (let row = 0; row < rows; row++) {
    if (method === 'stateVector') {
      const state = await evolveRow(run, row)
      values.set(await measureObservables(run, state.length / 2, (action) => pauliMatrixElement(state, state, action)[0]), row * columns)
    } else {
      const ensemble = await evolveRowEnsemble(run, row)
      const dimension = 2 ** run.program.structure.qubits
      values.set(
        await measureObservables(run, ensemble.size * dimension, (action) => ensemblePauliExpectation(action, ensemble)),
        row * columns,
      )
    }
  }
  return values
}

/** Averages over `shots` trajectories a row. */
export async function trajectoryExpectations(run: Run, shots: number, seed: number): Promise<Estimates> {
  const { rows } = run.inputs
  const columns = run.program.structure.observables.length
  const values = new Float64Array(rows * columns)
  const standardErrors = new Float64Array(rows * columns)
  for (let row = 0; row < rows; row++) {
    const average = new RunningAverage(observableUnits(run.program))
    for (let shot = 0; shot < shots; shot++) {
      const { state } = await evolveShot(run, row, shot, seed)
      average.add(await measureObservables(run, state.length / 2, (action) => pauliMatrixElement(state, state, action)[0]))
    }
    values.set(average.mean, row * columns)
    standardErrors.set(average.standardErrors(), row * columns)
  }
  return { values, standardErrors }
}

/** Mean and standard error of several numbers that come again and again (Welford), each in a unit of its own, so that no square overflows or vanishes. */
export class RunningAverage {
  readonly #units: Float64Array
  readonly #means: Float64Array
  readonly #squares: Float64Array
  #count = 0

  /** @param units powers of two, so that they round nothing */
  constructor(units: Float64Array) {
    this.#units = units
    this.#means = new Float64Array(units.length)
    this.#squares = new Float64Array(units.length)
  }

  get mean(): Float64Array {
    return this.#means.map((mean, i) => mean * this.#units[i])
  }

  add(values: ArrayLike<number>): void {
    this.#count++
    for (let i = 0; i < this.#means.length; i++) {
      const value = values[i] / this.#units[i]
      const before = value - this.#means[i]
      this.#means[i] += before / this.#count
      this.#squares[i] += before * (value - this.#means[i])
    }
  }

  /** Of the mean; infinite after one value, which says nothing about its error. */
  standardErrors(): Float64Array {
    const errorOf = (square: number): number => (this.#count < 2 ? Infinity : Math.sqrt(square / (this.#count - 1) / this.#count))
    return this.#squares.map((square, i) => errorOf(square) * this.#units[i])
  }
}

/** The sum of coefficient times value of each term, for each observable. */
async function measureObservables(run: Run, amplitudes: number, valueOf: (action: PauliAction) => number): Promise<number[]> {
  const { structure, constants }: Program = run.program
  const values: number[] = []
  for (const { coefficient, terms } of structure.observables) {
    let sum = 0
    for (let i = 0; i < terms.length; i++) {
      await pass(run, 'pauli', amplitudes, () => {
        sum += constants[coefficient + i] * valueOf(pauliAction(terms[i].pauli, terms[i].qubits))
      })
    }
    values.push(sum)
  }
  return values
}
