/** Puts the channels of a noise model behind the gates of a circuit, and its readout errors into the measurements. */
import { type Circuit, type Operation, requireCircuit } from '@ketwork/circuit'
import { objectWith } from '@ketwork/math'
import { type GateNoise, type NoiseModel, noiseKey } from './noiseModel.ts'

/**
 * The circuit with noise: after each gate that the model knows its channels, in each measurement without a readout error of its own that of its qubit.
 *
 * The circuit must be on the device's qubits and in its gates, as `transpile` gives it; what the model does not know stays without noise. A gate under a condition
 * has its channels under the same condition. Where a gate is known for its qubits in another order, that is taken.
 */
export function applyNoise(circuit: Circuit, model: NoiseModel): Circuit {
  requireCircuit('circuit', circuit)
  objectWith('a noise model, as noiseModel gives,', 'gates', 'readout')('model', model)
  return circuit.withOperations(circuit.operations.flatMap((operation) => noisy(operation, model)))
}

function noisy(operation: Operation, { gates, readout }: NoiseModel): Operation[] {
  const { gate, qubits } = operation
  if (gate === 'measure') {
    const error = readout[qubits[0]]
    return [error === undefined || operation.readout !== undefined ? operation : { ...operation, readout: error }]
  }
  const order = [qubits, qubits.toReversed()].find((each) => gates[noiseKey(gate, each)] !== undefined)
  return order === undefined ? [operation] : [operation, ...channels(operation, order, gates[noiseKey(gate, order)])]
}

/** @param qubits in the order in which the model knows the gate */
function channels({ condition }: Operation, qubits: readonly number[], { depolarizing, relaxation }: GateNoise): Operation[] {
  const result = relaxation.flatMap((each, i): Operation[] => {
    if (each === undefined) return []
    const { t1, t2, time, excitedPopulation = 0 } = each
    return [{ gate: 'thermalRelaxation', qubits: [qubits[i]], angles: [], rates: [t1, t2, time, excitedPopulation] }]
  })
  if (depolarizing > 0) {
    if (qubits.length === 2) result.push({ gate: 'depolarizing2', qubits, angles: [], rates: [depolarizing] })
    else for (const qubit of qubits) result.push({ gate: 'depolarizing', qubits: [qubit], angles: [], rates: [depolarizing] })
  }
  return condition === undefined ? result : result.map((channel) => ({ ...channel, condition }))
}
