/** The circuits that the benches time; parameters are `w[i]`, features `x[i]`. */
import {
  Circuit,
  type PauliSum,
  addPauliSums,
  features,
  multiplyPauliSums,
  parameters,
  pauliTerm,
  scalePauliSum,
  times,
  plus,
} from '@ketwork/circuit'
import { RandomStream } from '@ketwork/math'

export interface Workload {
  readonly circuit: Circuit
  readonly observables: readonly PauliSum[]
}

/** Layers of RY on all qubits and a ring of CX. */
export function layers(qubits: number, count: number): Workload {
  const w = parameters('w', qubits * count)
  const circuit = new Circuit(qubits)
  for (let layer = 0; layer < count; layer++) {
    for (let qubit = 0; qubit < qubits; qubit++) circuit.ry(w[layer * qubits + qubit], qubit)
    for (let qubit = 0; qubit < qubits; qubit++) circuit.cx(qubit, (qubit + 1) % qubits)
  }
  return { circuit, observables: [pauliTerm('Z', [0])] }
}

/** A classifier: angle encoding, then layers of RY, RZ and a ring of CX. */
export function classifier(qubits: number, count: number): Workload {
  const w = parameters('w', 2 * qubits * count)
  const circuit = new Circuit(qubits)
  features('x', qubits).forEach((angle, qubit) => circuit.ry(angle, qubit))
  for (let layer = 0; layer < count; layer++) {
    for (let qubit = 0; qubit < qubits; qubit++) {
      const first = 2 * (layer * qubits + qubit)
      circuit.ry(w[first], qubit).rz(w[first + 1], qubit)
    }
    for (let qubit = 0; qubit < qubits; qubit++) circuit.cx(qubit, (qubit + 1) % qubits)
  }
  return { circuit, observables: [pauliTerm('Z', [0])] }
}

/** Pauli rotations like those of UCCSD (two or four ladder qubits with Z strings between), and a sum of 276 words like a molecule's. */
export function chemistry(qubits: number, rotations: number): Workload {
  const random = new RandomStream(3)
  const w = parameters('w', rotations)
  const circuit = new Circuit(qubits)
  const drawQubits = (count: number) => [...random.permutation(qubits)].slice(0, count).sort((a, b) => a - b)
  for (let qubit = 0; qubit < 4; qubit++) circuit.x(qubit)
  for (const angle of w) {
    const ends = drawQubits(random.integer(4) === 0 ? 2 : 4)
    const string = Array.from({ length: ends[ends.length - 1] - ends[0] + 1 }, (_, i) => ends[0] + i)
    const ys = new Set([ends[random.integer(ends.length)]])
    circuit.pauliRotation(angle, string.map((qubit) => (ys.has(qubit) ? 'Y' : ends.includes(qubit) ? 'X' : 'Z')).join(''), string)
  }
  const seen = new Map<string, PauliSum>()
  while (seen.size < 276) {
    const chosen = seen.size < 50 ? drawQubits(1 + random.integer(2)) : drawQubits(4)
    const pauli = seen.size < 50 ? 'Z'.repeat(chosen.length) : ['XXXX', 'YYYY', 'XXYY', 'YYXX'][random.integer(4)]
    seen.set(`${pauli}${chosen.join(' ')}`, pauliTerm(pauli, chosen, random.normal()))
  }
  return { circuit, observables: [addPauliSums(...seen.values())] }
}

/** QAOA of MaxCut on a 3-regular graph of two rings and the rungs between them. */
export function maxCut(qubits: number, count: number): Workload {
  const half = qubits / 2
  const edges = Array.from({ length: half }, (_, i) => i).flatMap((i) => [
    [i, (i + 1) % half],
    [half + i, half + ((i + 1) % half)],
    [i, half + i],
  ])
  const w = parameters('w', 2 * count)
  const circuit = new Circuit(qubits)
  for (let qubit = 0; qubit < qubits; qubit++) circuit.h(qubit)
  for (let layer = 0; layer < count; layer++) {
    for (const [a, b] of edges) circuit.rzz(w[layer], a, b)
    for (let qubit = 0; qubit < qubits; qubit++) circuit.rx(times(2, w[count + layer]), qubit)
  }
  const cut = addPauliSums(...edges.map(([a, b]) => multiplyPauliSums(pauliTerm('Z', [a]), pauliTerm('Z', [b]))))
  return { circuit, observables: [scalePauliSum(cut, -0.5)] }
}

/** The encoding of a fidelity kernel: H, phases x, and phases (pi - x_a)(pi - x_b) between neighbours, twice. */
export function kernelEncoding(qubits: number): Workload {
  const x = features('x', qubits)
  const circuit = new Circuit(qubits)
  for (let repetition = 0; repetition < 2; repetition++) {
    for (let qubit = 0; qubit < qubits; qubit++) circuit.h(qubit).p(times(2, x[qubit]), qubit)
    for (let qubit = 0; qubit + 1 < qubits; qubit++) {
      const [a, b] = [x[qubit], x[qubit + 1]].map((angle) => plus(Math.PI, times(-1, angle)))
      circuit
        .cx(qubit, qubit + 1)
        .p(times(2, a, b), qubit + 1)
        .cx(qubit, qubit + 1)
    }
  }
  return { circuit, observables: [] }
}

/** The layers bench as plain loops over interleaved doubles, gate by gate: what the engine is measured against. */
export function plainLayers(qubits: number, count: number, angles: Float64Array, state: Float64Array): void {
  state.fill(0)
  state[0] = 1
  for (let layer = 0; layer < count; layer++) {
    for (let qubit = 0; qubit < qubits; qubit++) plainRy(state, qubit, angles[layer * qubits + qubit])
    for (let qubit = 0; qubit < qubits; qubit++) plainCx(state, qubit, (qubit + 1) % qubits)
  }
}

function plainRy(state: Float64Array, qubit: number, angle: number): void {
  const c = Math.cos(angle / 2)
  const s = Math.sin(angle / 2)
  const stride = 2 << qubit
  for (let block = 0; block < state.length; block += 2 * stride) {
    for (let i = block; i < block + stride; i++) {
      const a = state[i]
      const b = state[i + stride]
      state[i] = c * a - s * b
      state[i + stride] = s * a + c * b
    }
  }
}

function plainCx(state: Float64Array, control: number, target: number): void {
  for (let i = 0; 2 * i < state.length; i++) {
    if (((i >> control) & 1) === 0 || ((i >> target) & 1) === 1) continue
    const j = i | (1 << target)
    const re = state[2 * i]
    const im = state[2 * i + 1]
    state[2 * i] = state[2 * j]
    state[2 * i + 1] = state[2 * j + 1]
    state[2 * j] = re
    state[2 * j + 1] = im
  }
}
