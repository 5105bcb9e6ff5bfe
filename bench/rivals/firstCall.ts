/**
 * Measures the first calls of a fresh process: run with a fresh `node --conditions=@ketwork/source firstCall.ts`, it
 * prints one JSON line.
 *
 * `firstCallMs`: from opening the backend to the first value of a one-gate circuit, so what is made ready whatever the
 * circuit is (the import of the package comes before). `compileMs`: then, of a circuit of 10 qubits and 200 gates, for
 * the first time in the process; `firstRunMs` its first expectation. Nothing was warmed up.
 */
import { Circuit, parameter, pauliTerm } from '@ketwork/circuit'
import { anglesFor, drawnGates } from './workloads.ts'

export interface FirstCall {
  readonly firstCallMs: number
  readonly compileMs: number
  readonly firstRunMs: number
  /** Of the first call, and of the circuit. */
  readonly firstCheck: number
  readonly check: number
  readonly plan: string
}

const { openCpuBackend } = await import('@ketwork/sim-cpu')
const small = new Circuit(1).ry(parameter('w'), 0)
const circuit = drawnGates(10, 200, 1)
const observables = [pauliTerm('Z', [0])]

const opened = performance.now()
const backend = openCpuBackend()
const first = await (await backend.compile(small, { observables })).expectations({ parameters: [0.3] })
const called = performance.now()
const executable = await backend.compile(circuit, { observables })
const compiled = performance.now()
const { values, ranOn } = await executable.expectations({ parameters: anglesFor(circuit) })
const ran = performance.now()

const result: FirstCall = {
  firstCallMs: called - opened,
  compileMs: compiled - called,
  firstRunMs: ran - compiled,
  firstCheck: first.values[0],
  check: values[0],
  plan: ranOn.plan,
}
process.stdout.write(JSON.stringify(result))
await backend.dispose()
