/** The reference backend with some of its methods or circuits changed: what wrong backends are made of. Test support, not exported. */
import type { Circuit, Operation, OperationName } from '@ketwork/circuit'
import type { Backend, Executable } from '../backend.ts'
import { openReferenceBackend } from '../reference/openReferenceBackend.ts'
import { delegate } from './delegate.ts'

/** What is tampered with; the rest is the reference backend's. */
export interface Tampering {
  readonly circuit?: (circuit: Circuit) => Circuit
  readonly executable?: (executable: Executable) => Partial<Executable>
  readonly backend?: (backend: Backend) => Partial<Backend>
}

/** Circuits with the operations of one gate changed. */
export function changing(gate: OperationName, change: (operation: Operation) => Operation) {
  return (circuit: Circuit) =>
    circuit.withOperations(circuit.operations.map((operation) => (operation.gate === gate ? change(operation) : operation)))
}

export function tampered({ circuit = (given) => given, executable = () => ({}), backend = () => ({}) }: Tampering): Backend {
  const right = openReferenceBackend()
  const wrap = (found: Executable): Executable => ({ ...delegate(found), ...executable(found) })
  return {
    name: right.name,
    capabilities: () => right.capabilities(),
    compile: async (given, options) => wrap(await right.compile(circuit(given), options)),
    load: async (program, options) => wrap(await right.load(program, options)),
    observe: (listener) => right.observe(listener),
    dispose: () => right.dispose(),
    [Symbol.asyncDispose]: () => right.dispose(),
    ...backend(right),
  }
}
