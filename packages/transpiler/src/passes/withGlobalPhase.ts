/** A circuit with other operations and the constant phase that they lack, in one operation at the end. */
import { type Circuit, isConstant, type Operation } from '@ketwork/circuit'
import { wrapPhase } from '../synthesis/remainder.ts'

/** A phase this close to none is none. */
const NO_PHASE = 1e-14

/** The circuit with these operations times e^(i phase): the phase joins a constant one without condition that ends the list, or is appended. */
export function withGlobalPhase(circuit: Circuit, operations: readonly Operation[], phase: number): Circuit {
  const last = operations.at(-1)
  const [angle] = last?.gate === 'globalPhase' && last.condition === undefined ? last.angles : []
  const joins = angle !== undefined && isConstant(angle)
  const sum = wrapPhase(phase + (joins ? angle : 0))
  const total = Math.abs(sum) < NO_PHASE ? 0 : sum
  const kept = joins ? operations.slice(0, -1) : operations
  return circuit.withOperations(total === 0 ? kept : [...kept, { gate: 'globalPhase', qubits: [], angles: [total] }])
}
