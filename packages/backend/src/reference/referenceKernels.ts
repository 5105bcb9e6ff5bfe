/** The plain loops as the kernels that the adjoint gradient asks for. */
import type { Precision } from '../backend.ts'
import type { StateKernels } from '../gradient/stateKernels.ts'
import { applyInstruction, qubitMask, undoInstruction } from './applyInstruction.ts'
import { addPauliTimes, pauliAction, pauliMatrixElement } from './pauliAction.ts'
import { roundTo } from './precision.ts'

export function referenceKernels(precision: Precision): StateKernels {
  return {
    applyInstruction(state, instruction, numbers, direction) {
      if (direction === 'forward') applyInstruction(state, instruction, numbers)
      else undoInstruction(state, instruction, numbers)
      roundTo(precision, state)
    },
    addPauli(target, source, { pauli, qubits }, weight) {
      addPauliTimes(target, source, pauliAction(pauli, qubits), weight)
      roundTo(precision, target)
    },
    pauliElement(bra, ket, { pauli, qubits }, controls) {
      return pauliMatrixElement(bra, ket, pauliAction(pauli, qubits), qubitMask(controls))
    },
  }
}
