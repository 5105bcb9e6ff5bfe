/** What the backend of a simulator can do: loaded when somebody asks. */
import { gateTable } from '@ketwork/circuit'
import type { BackendCapabilities, Precision, QubitCounts } from '../backend.ts'
import { MOST_DENSITY_QUBITS, MOST_GROUPED_QUBITS, bytesAnAmplitude } from './chooseMethod.ts'
import type { Simulator } from './ProgramEngine.ts'

export async function describeBackend(simulator: Simulator): Promise<BackendCapabilities> {
  const { device, precisions } = simulator
  const memory = await simulator.memory
  const { hasAdjoint, threads, missing } = await simulator.describe()
  const most = async (precision: Precision) => {
    const fitting = Math.floor(Math.log2(memory.free / bytesAnAmplitude(precision)))
    return [precision, Math.max(0, Math.min(await simulator.mostIndexBits(precision), fitting))] as const
  }
  const bits = await Promise.all(precisions.map(most))
  const qubits: QubitCounts = Object.fromEntries(bits)
  const densityQubits: QubitCounts = Object.fromEntries(
    bits.map(([precision, count]) => [precision, Math.min(MOST_DENSITY_QUBITS, Math.floor(count / 2))]),
  )
  return {
    device,
    qubits,
    methodQubits: { stateVector: qubits, densityMatrix: densityQubits, trajectories: qubits },
    circuitQubits: MOST_GROUPED_QUBITS,
    precisions,
    methods: ['stateVector', 'densityMatrix', 'trajectories'],
    gradients: hasAdjoint ? ['adjoint', 'parameterShift'] : ['parameterShift'],
    operations: Object.entries(gateTable).flatMap(([name, { kind }]) => (kind === 'gate' || kind === 'channel' ? [name] : [])),
    threads,
    memoryBytes: memory.bytes,
    missing: {
      'qubits:densityMatrix': `a density matrix of n qubits has 4^n numbers: at most ${MOST_DENSITY_QUBITS} qubits`,
      'gradient:dynamic': 'a circuit that measures, resets, has conditions or channels has no adjoint gradient',
      ...(hasAdjoint
        ? {}
        : { 'gradient:adjoint': 'this simulator has none: derivatives are shifts of parameters, without the initial state' }),
      ...missing,
    },
  }
}
