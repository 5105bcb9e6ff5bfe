/** Estimates from shots on state vectors: the state is turned into each measurement basis and drawn from there. */
import {
  basisTurn,
  type Draws,
  type Estimate,
  estimateExpectations,
  estimateFrequencies,
  type MeasurementBasis,
  type MeasurementPlan,
} from '@ketwork/backend/simulator'
import { gatherBits, RandomStream } from '@ketwork/math'
import type { BoundProgram } from './BoundProgram.ts'
import type { Call } from './Call.ts'
import { Operator, type OperatorMaker } from './Operator.ts'
import { openDrawer } from './sampling.ts'
import { StateWork } from './StateWork.ts'

/** B x K means and standard errors. */
export async function computeEstimates(call: Call, bound: BoundProgram, plan: MeasurementPlan, { shots, seed }: Draws): Promise<Estimate> {
  const { inputs } = call
  const work = await StateWork.begin(call, bound.compiled.states(inputs.initial === undefined, call), bound)
  const [state, turned] = [0, 1].map(() => call.borrow(work.program.stateBytes))
  const drawer = await openDrawer(call, bound, shots)
  const turns = new BasisTurns(await Operator.maker(call, bound.compiled.precision))
  const values = new Float64Array(inputs.rows * plan.observables)
  const standardErrors = new Float64Array(values.length)
  for (let row = 0; row < inputs.rows; row++) {
    call.beginRow()
    work.prepare(row)
    let pending = work.evolve(row, state)
    const sample = async (basis: MeasurementBasis, _shots: number, random: RandomStream) => {
      const operators = turns.of(basis)
      const measured = operators.length > 0 ? turned : state
      const turning = operators.length > 0 ? [work.copy(state, turned), ...operators.map((operator) => work.apply(operator, turned))] : []
      await call.run([...pending, ...turning, ...drawer.stages(measured, random)])
      pending = []
      return drawer.indices()
    }
    const estimate = await estimateExpectations(plan, bound.program.constants, sample, { shots, seed, row })
    values.set(estimate.values, row * plan.observables)
    standardErrors.set(estimate.standardErrors, row * plan.observables)
    call.endRow()
  }
  return { values, standardErrors }
}

/** B x 2^k frequencies of the values of some qubits, with standard errors. */
export async function computeFrequencies(
  call: Call,
  bound: BoundProgram,
  qubits: readonly number[],
  { shots, seed }: Draws,
): Promise<Estimate> {
  const { inputs } = call
  const columns = 2 ** qubits.length
  const work = await StateWork.begin(call, bound.compiled.states(inputs.initial === undefined, call), bound)
  const state = call.borrow(work.program.stateBytes)
  const drawer = await openDrawer(call, bound, shots)
  const counts = new Float64Array(inputs.rows * columns)
  for (let row = 0; row < inputs.rows; row++) {
    call.beginRow()
    work.prepare(row)
    await call.run([...work.evolve(row, state), ...drawer.stages(state, new RandomStream(seed).substream(row))])
    for (const index of drawer.indices()) counts[row * columns + gatherBits(index, qubits)]++
    call.endRow()
  }
  return estimateFrequencies(counts, shots)
}

/** The turns of single qubits after which X or Y is read as Z, each made when first needed. */
class BasisTurns {
  readonly #make: OperatorMaker
  readonly #made = new Map<string, Operator>()

  constructor(make: OperatorMaker) {
    this.#make = make
  }

  of({ qubits, pauli }: MeasurementBasis): Operator[] {
    return qubits.flatMap((qubit, i) => {
      const matrix = basisTurn(pauli[i])
      if (matrix === undefined) return []
      const key = `${pauli[i]}${qubit}`
      const known = this.#made.get(key) ?? this.#make([qubit]).write(matrix)
      this.#made.set(key, known)
      return [known]
    })
  }
}
