/**
 * What the first call of a circuit of 10 qubits and 200 gates costs beside its kernels: lowering, plan, emission and WebAssembly's compiler, without a cache; and as steps, which need no module.
 *
 * Engines remember modules by their bytes, so each round imports a memory of another size. Under vitest every use of an import is a call of a getter, which
 * doubles these times: they are for comparing one state of the code with another.
 */
import { compileProgram } from '@ketwork/backend/simulator'
import { Circuit, parameters, pauliTerm } from '@ketwork/circuit'
import { describe, test } from 'vitest'
import { backwardModule } from './emitBackwardModule.ts'
import { forwardModule } from './emitStateModule.ts'
import { PassTables } from './PassTables.ts'
import { planProgram } from './programPlan.ts'
import { stepRecords } from './steps/stepRecords.ts'

const QUBITS = 10
const GATES = 200
const FORMAT = { precision: 'f64', lanes: 2, laneBits: 1 } as const
const circuit = layered()
const observables = [pauliTerm('Z', [0])]
const compile = freshCompiler()

describe(`${QUBITS} qubits, ${GATES} gates`, () => {
  const lowered = compileProgram(circuit, { observables })
  const planned = plan(lowered.structure)

  test('lower, plan, emit and compile', async ({ bench }) => {
    await bench.compare(
      bench('forward', () => compile(forwardModule, plan(compileProgram(circuit, { observables }).structure))),
      bench('forward and backward', () => {
        const made = plan(compileProgram(circuit, { observables }).structure)
        compile(forwardModule, made)
        compile(backwardModule, made)
      }),
    )
  })

  test('its parts', async ({ bench }) => {
    await bench.compare(
      bench('lower', () => compileProgram(circuit, { observables })),
      bench('plan', () => plan(lowered.structure)),
      bench('plan as steps', () => stepRecords(stepsOf(lowered.structure), FORMAT)),
      bench('emit and compile forward', () => compile(forwardModule, planned)),
      bench('emit and compile backward', () => compile(backwardModule, planned)),
    )
  })
})

/** Layers of RY on all qubits, RZ on all qubits and a ring of CX, cut off at the last gate. */
function layered(): Circuit {
  const angles = parameters('w', GATES)
  const made = new Circuit(QUBITS)
  for (let gate = 0; gate < GATES; gate++) {
    const qubit = gate % QUBITS
    const layer = Math.floor(gate / QUBITS) % 3
    if (layer === 0) made.ry(angles[gate], qubit)
    else if (layer === 1) made.rz(angles[gate], qubit)
    else made.cx(qubit, (qubit + 1) % QUBITS)
  }
  return made
}

function plan(structure: Parameters<typeof planProgram>[0], byStep = false) {
  return planProgram(structure, FORMAT, { real: false, byStep })
}

function stepsOf(structure: Parameters<typeof planProgram>[0]) {
  return plan(structure, true).sweeps.flatMap(({ passes }) => passes.map(({ local }) => local!))
}

/** Compiles modules that the engine has not seen. */
function freshCompiler() {
  let pages = 1
  return (emit: typeof forwardModule, made: ReturnType<typeof plan>): WebAssembly.Module => {
    pages = (pages % 60_000) + 1
    return new WebAssembly.Module(emit(made, { limits: { initial: 1, maximum: pages, shared: true }, Tables: PassTables }))
  }
}
