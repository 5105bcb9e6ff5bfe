/**
 * Every transpiled circuit is certified and conforms to its target: 10,000 random circuits of 2 to 8 qubits over all
 * gates, on random targets at all levels, then 200 circuits of 9 to 14 qubits by random states.
 */
import { type OperationName, parameters, randomCircuit } from '@ketwork/circuit'
import { RandomStream } from '@ketwork/math'
import { firstUnsupported, grid, heavyHex, type Level, line, ring, type Target, type Topology, transpile } from '@ketwork/transpiler'
import type { Json, Proof, ProofUnit, UnitOutcome } from '../tooling/prove/proof.ts'

const BASES: readonly (readonly OperationName[])[] = [
  ['cz', 'rz', 'sx', 'x'],
  ['cx', 'u'],
  ['cx', 'rz', 'ry'],
  ['cz', 'p', 'h'],
  ['cx', 'rx', 'ry'],
  ['ecr', 'rz', 'sx', 'x'],
  ['rxx', 'rx', 'rz'],
  ['rzz', 'cz', 'rz', 'rx'],
  ['iswap', 'rz', 'sx'],
  ['xxPlusYy', 'rz', 'ry'],
  ['cs', 'u'],
  ['crx', 'rz', 'rx'],
  ['rzx', 'rz', 'sx'],
]
const smallUnits = 100
const smallCircuits = 100
const largeUnits = 40
const largeCircuits = 5

const small: ProofUnit[] = Array.from({ length: smallUnits }, (_, i) => ({
  id: `circuits ${i * smallCircuits} to ${(i + 1) * smallCircuits - 1} of 2 to 8 qubits`,
  seed: i + 1,
  run: () => certifyAll(i + 1, smallCircuits, (random) => ({ qubits: 2 + random.integer(7), operations: 1 + random.integer(14) })),
}))

const large: ProofUnit[] = Array.from({ length: largeUnits }, (_, i) => ({
  id: `circuits ${i * largeCircuits} to ${(i + 1) * largeCircuits - 1} of 9 to 14 qubits`,
  seed: 10_001 + i,
  run: () => certifyAll(10_001 + i, largeCircuits, (random) => ({ qubits: 9 + random.integer(6), operations: 10 + random.integer(20) })),
}))

export const proof: Proof = {
  name: 'transpile',
  description: 'Every transpiled circuit is certified and conforms to its target, on random circuits, targets and levels.',
  units: [...small, ...large],
  slice: 3,
  summarize: (outcomes) => outcomes.reduce<Record<string, number>>((sum, { figures }) => added(sum, figures), {}),
}

interface Size {
  readonly qubits: number
  readonly operations: number
}

/** How often each method certified. */
function certifyAll(seed: number, count: number, size: (random: RandomStream) => Size): Json {
  const methods: Record<string, number> = { circuits: count }
  for (let i = 0; i < count; i++) {
    const random = new RandomStream(seed, i)
    const { qubits, operations } = size(random)
    const symbols = random.uniform() < 0.3 ? parameters('w', 2) : []
    const circuit = randomCircuit({ qubits, operations, seed: random.integer(2 ** 31), symbols })
    const target = drawTarget(qubits, random)
    const level = random.integer(4) as Level
    const { circuit: output, certificate } = transpile(circuit, target, { level, seed: i, verify: 'always' })
    const where = `circuit ${i} of seed ${seed}, level ${level}, basis ${target.basis.join(' ')}`
    if (certificate.verdict !== 'equivalent') throw new Error(`${where}: ${certificate.verdict}`)
    const wrong = firstUnsupported(output, target)
    if (wrong !== undefined) throw new Error(`${where}: ${wrong.gate} on ${wrong.qubits.join(', ')} is not of the target`)
    methods[certificate.method] = (methods[certificate.method] ?? 0) + 1
  }
  return methods
}

function drawTarget(qubits: number, random: RandomStream): Target {
  const basis = BASES[random.integer(BASES.length)]
  const kind = random.integer(6)
  if (kind === 0) return { basis }
  const topologies: readonly Topology[] = [
    line(qubits),
    ring(Math.max(3, qubits)),
    grid(2, Math.ceil(qubits / 2)),
    heavyHex(3),
    line(qubits + 1),
  ]
  const { qubits: size, coupling } = topologies[kind - 1]
  // some pairs in one direction alone
  const pairs = coupling.filter(([a, b]) => a < b || random.uniform() < 0.7)
  return { qubits: size, coupling: pairs, basis }
}

function added(sum: Record<string, number>, figures: UnitOutcome['figures']): Record<string, number> {
  const result = { ...sum }
  for (const [name, count] of Object.entries(figures as Record<string, number>)) result[name] = (result[name] ?? 0) + count
  return result
}
