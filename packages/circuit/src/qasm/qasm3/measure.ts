/** Carries out measurements of OpenQASM 3: qubits one by one into as many bits of the circuit. */
import type { Expression } from '../Expression.ts'
import type { MeasuredValue } from '../Value.ts'
import { evaluateQubits } from './callGate.ts'
import type { Run } from './Run.ts'
import type { Scope } from './Scope.ts'

export function measureInto(
  run: Run,
  scope: Scope,
  { source, target, at }: { readonly source: Expression; readonly target: MeasuredValue; readonly at: number },
): void {
  const { qubits, single } = evaluateQubits(source, scope)
  if (single !== target.single && (qubits.length !== 1 || target.bits.length !== 1)) {
    run.scanner.fail(`expected as many bits as qubits: ${qubits.length} measured into ${target.bits.length}`, at)
  }
  if (qubits.length !== target.bits.length) {
    run.scanner.fail(`expected as many bits as qubits: ${qubits.length} measured into ${target.bits.length}`, at)
  }
  qubits.forEach((qubit, i) => run.emit({ gate: 'measure', qubits: [qubit], angles: [], bits: [target.bits[i]] }, at))
}
