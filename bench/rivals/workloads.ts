/**
 * The workloads of `pnpm bench rivals` as circuits of ours; the head of `rivals.py` has their exact definitions, in
 * words, and builds them for the rivals.
 *
 * Every angle is a symbol: parameters `w[k]` (gamma and beta in QAOA) whose values come with each call, features `x[q]`
 * for what differs from sample to sample.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  Circuit,
  molecularHamiltonian,
  type PauliSum,
  addPauliSums,
  feature,
  features,
  negate,
  parameter,
  parameters,
  pauliSumFrom,
  pauliTerm,
  readFcidump,
  times,
} from '@ketwork/circuit'
import { type Matrix, RandomStream } from '@ketwork/math'

const root = join(import.meta.dirname, '../..')

/** Angle k of a circuit, counted in order of use. */
export function angle(k: number): number {
  return 0.1 + (0.37 * ((7 * k) % 13)) / 13
}

export function anglesFor(circuit: Circuit): Float64Array {
  return Float64Array.from(circuit.parameters, (_, k) => angle(k))
}

/** Sample b has pi ((7 (b n + q)) mod 40961) / 40961 for qubit q. */
export function samples(rows: number, qubits: number): Matrix {
  const data = Float64Array.from({ length: rows * qubits }, (_, k) => (Math.PI * ((7 * k) % 40961)) / 40961)
  return { rows, columns: qubits, data }
}

export function layers(qubits: number, depth = 4): Circuit {
  const w = parameters('w', depth * qubits)
  const circuit = new Circuit(qubits)
  for (let layer = 0; layer < depth; layer++) {
    for (let qubit = 0; qubit < qubits; qubit++) circuit.ry(w[layer * qubits + qubit], qubit)
    ring(circuit)
  }
  return circuit
}

/** Layers with an error of a probability of 1 % after each gate, each Pauli error as likely, and detectors that read 1 for 0 in 2 % and 0 for 1 in 3 %. */
export function noisyLayers(qubits: number): Circuit {
  const rate = 0.01
  const depth = 10
  const w = parameters('w', depth * qubits)
  const circuit = new Circuit(qubits)
  for (let layer = 0; layer < depth; layer++) {
    for (let qubit = 0; qubit < qubits; qubit++) circuit.ry(w[layer * qubits + qubit], qubit).depolarizing(rate, qubit)
    for (let qubit = 0; qubit < qubits; qubit++) {
      const next = (qubit + 1) % qubits
      circuit.cx(qubit, next).depolarizing2(rate, qubit, next)
    }
  }
  for (let qubit = 0; qubit < qubits; qubit++) circuit.measure(qubit, `c${qubit}`, { readout: { p01: 0.02, p10: 0.03 } })
  return circuit
}

/** A Born machine: 11 layers of rotations, a ring of CX between each and the next. */
export function qcbm(qubits: number): Circuit {
  const circuit = new Circuit(qubits)
  const rotations = (names: readonly ('rx' | 'rz')[]) => {
    for (let qubit = 0; qubit < qubits; qubit++) {
      for (const name of names) circuit[name](parameter(`w[${circuit.parameters.length}]`), qubit)
    }
  }
  rotations(['rx', 'rz'])
  for (let layer = 0; layer < 10; layer++) {
    ring(circuit)
    rotations(layer < 9 ? ['rz', 'rx', 'rz'] : ['rz', 'rx'])
  }
  return circuit
}

/**
 * Layers of RY, RZ and a ring of CX, after the encoding of a sample when there is one: the circuit of `vqe` and of
 * `qnn`.
 */
export function rotationLayers(qubits: number, depth: number, encode = false): Circuit {
  const w = parameters('w', 2 * depth * qubits)
  const circuit = new Circuit(qubits)
  if (encode) features('x', qubits).forEach((x, qubit) => circuit.ry(x, qubit))
  for (let layer = 0; layer < depth; layer++) {
    for (let qubit = 0; qubit < qubits; qubit++) {
      const first = 2 * (layer * qubits + qubit)
      circuit.ry(w[first], qubit).rz(w[first + 1], qubit)
    }
    ring(circuit)
  }
  return circuit
}

/** 100 Pauli words of 96 different X masks. */
export function pauliWords(qubits = 10, count = 100): PauliSum {
  const all = Array.from({ length: qubits }, (_, qubit) => qubit)
  const letter = (t: number, q: number) => 'IXYZ'[(((t + 1) * (q + 1) * (t + q + 7)) % 101) % 4]
  return pauliSumFrom(
    Array.from({ length: count }, (_, t) => ({ re: Math.cos(t + 1), im: 0, pauli: all.map((q) => letter(t, q)).join(''), qubits: all })),
  )
}

/** LiH in STO-3G at 1.45 angstrom, core frozen: 276 words on 10 qubits. */
export function lithiumHydride(): PauliSum {
  const file = join(root, 'packages/circuit/testdata/molecules/lih_sto3g_1.45_frozencore.fcidump')
  return molecularHamiltonian(readFcidump(readFileSync(file, 'utf8')))
}

/** The 3-regular graph of 20 nodes that QAOA cuts. */
export function edges(): readonly (readonly [number, number])[] {
  const rows = readFileSync(join(root, 'apps/cli/data/regular3_n20_s1.txt'), 'utf8').trim().split('\n').slice(1)
  return rows.map((row) => row.split(' ').map(Number)).map(([a, b]) => [a, b] as const)
}

/** Fixed angles for p = 3 of Wurtz and Lykov, arXiv:2107.00677, in the order of `qaoa`'s parameters. */
export const QAOA_ANGLES = Float64Array.of(0.4225, 0.609, 0.7976, 0.4592, 0.937, 0.2354)

/** MaxCut, p = 3; parameters gamma[0], beta[0], gamma[1], ... */
export function qaoa(): Circuit {
  const circuit = new Circuit(20)
  for (let qubit = 0; qubit < 20; qubit++) circuit.h(qubit)
  for (let layer = 0; layer < 3; layer++) {
    for (const [a, b] of edges()) circuit.rzz(negate(parameter(`gamma[${layer}]`)), a, b)
    for (let qubit = 0; qubit < 20; qubit++) circuit.rx(times(2, parameter(`beta[${layer}]`)), qubit)
  }
  return circuit
}

/** Edges between the sides: half of them, less half of the sum of Z Z. */
export function cut(): PauliSum {
  return addPauliSums(pauliTerm('', [], edges().length / 2), ...edges().map((edge) => pauliTerm('ZZ', edge, -0.5)))
}

/** RY(x_q), a ring of CX, RZ(x_q x_{q+1}). */
export function gramEncoding(qubits: number): Circuit {
  const x = (qubit: number) => feature(`x[${qubit % qubits}]`)
  const circuit = new Circuit(qubits)
  for (let qubit = 0; qubit < qubits; qubit++) circuit.ry(x(qubit), qubit)
  ring(circuit)
  for (let qubit = 0; qubit < qubits; qubit++) circuit.rz(times(x(qubit), x(qubit + 1)), qubit)
  return circuit
}

/** Rotations and CX in random order, every angle a parameter of its own: what is compiled cold. */
export function drawnGates(qubits: number, gates: number, seed: number): Circuit {
  const random = new RandomStream(seed)
  const circuit = new Circuit(qubits)
  for (let gate = 0; gate < gates; gate++) {
    const [a, b] = random.permutation(qubits)
    const kind = random.integer(4)
    if (kind === 3) circuit.cx(a, b)
    else circuit[(['rx', 'ry', 'rz'] as const)[kind]](parameter(`w[${circuit.parameters.length}]`), a)
  }
  return circuit
}

function ring(circuit: Circuit): void {
  for (let qubit = 0; qubit < circuit.qubitCount; qubit++) circuit.cx(qubit, (qubit + 1) % circuit.qubitCount)
}
