/** The reference backend with less of everything, which says so and refuses the rest: what the suite must pass with parts left out. Test support, not exported. */
import type { Circuit } from '@ketwork/circuit'
import type { Backend, BackendCapabilities, CompileOptions, Executable } from '../backend.ts'
import { dynamicReason, terminalMeasurements } from '../lowering/dynamics.ts'
import { openReferenceBackend } from '../reference/openReferenceBackend.ts'
import { TooManyQubitsError } from '../TooManyQubitsError.ts'
import { UnsupportedOperationError } from '../UnsupportedOperationError.ts'
import { UnsupportedPrecisionError } from '../UnsupportedPrecisionError.ts'
import { delegate } from './delegate.ts'

const QUBITS = 4
const REASON = 'this backend has state vectors and trajectories'

/** At most four qubits in single precision, no density matrices, no Toffoli gate, no gradients. */
export function openLimitedBackend(): Backend {
  const right = openReferenceBackend()
  const load = async (qubits: number, options: CompileOptions, run: (options: CompileOptions) => Promise<Executable>) => {
    if (options.precision !== 'f32') throw new UnsupportedPrecisionError(options.precision, ['f32'])
    if (options.method === 'densityMatrix') throw new UnsupportedOperationError("method 'densityMatrix'", REASON)
    const found = await run(options)
    if (qubits > QUBITS) throw new TooManyQubitsError(qubits, 16 * 2 ** qubits, 16 * 2 ** QUBITS)
    const { program } = found
    const isDynamic = dynamicReason(program) !== undefined && terminalMeasurements(program) === undefined
    const method = options.method === 'stateVector' || !isDynamic ? options.method : 'trajectories'
    return withoutGradients(await run({ ...options, ...(method && { method }) }))
  }
  return {
    name: right.name,
    capabilities: async () => limited(await right.capabilities()),
    compile: (circuit, options = {}) => {
      requireNoToffoli(circuit)
      return load(circuit.qubitCount, options, (chosen) => right.compile(circuit, chosen))
    },
    load: (program, options = {}) => load(program?.structure?.qubits ?? 0, options, (chosen) => right.load(program, chosen)),
    observe: (listener) => right.observe(listener),
    dispose: () => right.dispose(),
    [Symbol.asyncDispose]: () => right.dispose(),
  }
}

function limited(stated: BackendCapabilities): BackendCapabilities {
  const qubits = { f32: QUBITS }
  return {
    ...stated,
    qubits,
    circuitQubits: QUBITS,
    methodQubits: { stateVector: qubits, trajectories: qubits },
    precisions: ['f32'],
    methods: ['stateVector', 'trajectories'],
    gradients: [],
    operations: stated.operations.filter((name) => name !== 'ccx'),
    missing: { ...stated.missing, 'method:densityMatrix': REASON },
  }
}

function requireNoToffoli(circuit: Circuit): void {
  if (circuit.operations?.some(({ gate }) => gate === 'ccx')) throw new UnsupportedOperationError('ccx', 'this backend has no Toffoli gate')
}

function withoutGradients(executable: Executable): Executable {
  const refuse = async (): Promise<never> => {
    throw new UnsupportedOperationError('gradient', 'this backend has none')
  }
  return {
    ...delegate(executable),
    gradient: refuse,
    jacobian: refuse,
  }
}
