/**
 * A part of a program that is simulated alone, and the classes of parts that are one program with other angles.
 *
 * Small unitary parts are written in a normal form: their qubits are numbered as they are met backwards from what is
 * asked, and instructions that commute are put in order. Parts of the same form (the edges of a regular graph under
 * QAOA) then are rows of one executable. Other parts keep the order of the program.
 */
import { isPlainUnitary } from '../../lowering/dynamics.ts'
import type { Component, LightCones } from '../../lowering/lightCone.ts'
import { ANY, type Axis } from '../../lowering/wires.ts'
import type { Instruction, Program } from '../../program.ts'

/** A product of Pauli letters, `pauli[i]` on `qubits[i]`, times a coefficient. */
export interface Term {
  readonly pauli: string
  readonly qubits: readonly number[]
  readonly coefficient: number
}

/** Instructions on the qubits and bits of a part, as they stand in the program, in the part's order. */
export interface Part {
  /** Qubits of the program; the part's qubit i is `qubits[i]`. */
  readonly qubits: readonly number[]
  /** Bits of the program. */
  readonly bits: readonly number[]
  readonly instructions: readonly Instruction[]
}

/** Above this, parts are too large to be many, and keep the order of the program. */
const MOST_NORMAL_QUBITS = 12

/** @param first qubits that are asked for, in the order in which they are numbered */
export function partOf(program: Program, cones: LightCones, component: Component, first: readonly number[] = []): Part {
  const { qubitOf, bitOf } = cones.wires
  const { instructions } = program.structure
  const [qubits, bits] = [qubitOf, bitOf].map((of) => [...new Set(component.wires.flatMap((wire) => of[wire] ?? []))].sort((a, b) => a - b))
  const isSmall = qubits.length <= MOST_NORMAL_QUBITS
  if (isSmall && bits.length === 0 && component.instructions.every((index) => isPlainUnitary(instructions[index])))
    return normalPart(program, cones, component, first)
  const begun = new Set<number>()
  const own = component.instructions.filter((index) => {
    const instruction = instructions[index]
    const isFirst = instruction.kind === 'reset' && instruction.condition === undefined && !begun.has(instruction.qubit)
    for (const { wire } of cones.wires.operands[index]) begun.add(qubitOf[wire] ?? -1)
    return !isFirst // a wire begins as 0
  })
  return { qubits, bits, instructions: own.map((index) => instructions[index]) }
}

function normalPart({ structure }: Program, cones: LightCones, component: Component, first: readonly number[]): Part {
  const { operands, ofQubit, qubitOf } = cones.wires
  const layers = layersFromTheEnd(cones, component)
  const numbers = new Map(first.map((qubit, i) => [ofQubit[qubit], i]))
  const order: number[] = []
  const keyOf = (index: number): string => {
    const { kind } = structure.instructions[index]
    const places = operands[index].map(({ wire, axis }) => `${String(numbers.get(wire) ?? component.wires.length).padStart(2)}${axis}`)
    return `${kind} ${(kind === 'matrix' ? places : places.sort()).join(' ')}`
  }
  const sort = (layer: readonly number[]): number[] => {
    const keyed = layer.map((index) => ({ index, key: keyOf(index) }))
    return keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.index - b.index)).map(({ index }) => index)
  }
  for (const layer of layers) {
    for (const index of sort(layer)) for (const { wire } of operands[index]) if (!numbers.has(wire)) numbers.set(wire, numbers.size)
    for (const index of sort(layer)) order.push(index)
  }
  for (const wire of component.wires) if (!numbers.has(wire)) numbers.set(wire, numbers.size)
  const instructions = order.toReversed().map((index) => structure.instructions[index])
  return { qubits: [...numbers.keys()].flatMap((wire) => qubitOf[wire] ?? []), bits: [], instructions }
}

/**
 * The instructions in layers, the last ones first: each stands as late as those behind it that it may not be exchanged
 * with allow.
 */
function layersFromTheEnd({ wires: { operands } }: LightCones, component: Component): number[][] {
  /** On each wire the axis of the last group that commutes, its deepest layer, and the deepest behind it. */
  const ends = new Map<number, { axis: Axis; deepest: number; behind: number }>()
  const layers: number[][] = []
  for (const index of component.instructions.toReversed()) {
    let layer = 0
    for (const { wire, axis } of operands[index]) {
      const end = ends.get(wire)
      if (end !== undefined) layer = Math.max(layer, (end.axis === axis && axis !== ANY ? end.behind : end.deepest) + 1)
    }
    for (const { wire, axis } of operands[index]) {
      const end = ends.get(wire)
      if (end === undefined) ends.set(wire, { axis, deepest: layer, behind: -1 })
      else if (end.axis === axis && axis !== ANY) end.deepest = Math.max(end.deepest, layer)
      else ends.set(wire, { axis, deepest: layer, behind: end.deepest })
    }
    ;(layers[layer] ??= []).push(index)
  }
  return layers
}
