/**
 * Turns a program's instructions into steps.
 *
 * Single-qubit gates wait until another gate touches their qubit and then become one 2x2 matrix. Diagonal gates that share their symbols become one
 * table pass (backend's `diagonalRuns`). Everything here depends on the structure alone, never on constants, so plans can be cached by structure.
 */
import {
  type DiagonalGroup,
  type DiagonalRun,
  type Instruction,
  type MatrixInstruction,
  type PhaseInstruction,
  type ProgramStructure,
  type RotationInstruction,
  diagonalRuns,
  instructionQubits,
  isUnitaryKind,
  maskOf,
  pauliMasks,
  paysAsTable,
} from '@ketwork/backend'
import { denseFrame } from '../kernels/dense.ts'
import type { RotationAxis } from '../kernels/rotation.ts'
import { type SingleElement, type Step, makeStep } from './step.ts'

export interface PlannedSteps {
  readonly steps: readonly Step[]
  /** The groups behind 'table' steps. */
  readonly tables: readonly DiagonalGroup[]
}

/** @param useTables whether the state is small enough to hold a table of 2^n entries beside it */
export function planSteps(structure: ProgramStructure, useTables: boolean): PlannedSteps {
  const steps: Step[] = []
  const tables: DiagonalGroup[] = []
  const waiting = new Map<number, SingleElement[]>() // gates of each qubit that no step holds yet

  const flush = (qubits: Iterable<number>): void => {
    for (const qubit of qubits) {
      const elements = waiting.get(qubit)
      if (elements === undefined) continue
      waiting.delete(qubit)
      steps.push(singleStep(qubit, 0, elements))
    }
  }
  const add = (instruction: Instruction): void => {
    const single = asSingle(instruction)
    if (single !== undefined) {
      waiting.set(single.qubit, [...(waiting.get(single.qubit) ?? []), single.element])
      return
    }
    if (instruction.condition === undefined && isUnitaryKind(instruction)) flush(instructionQubits(instruction))
    else flush(ascending(waiting.keys()))
    steps.push(stepOf(instruction))
  }

  const runs = useTables ? tabledRuns(structure) : new Map<number, TabledRun>()
  for (let index = 0; index < structure.instructions.length; index++) {
    const run = runs.get(index)
    if (run === undefined) {
      add(structure.instructions[index])
      continue
    }
    for (const group of run.groups) {
      flush(ascending(groupQubits(group)))
      steps.push(makeStep({ kind: 'table', table: tables.push(group) - 1, slots: group.entries.map((entry) => entry.slot) }))
    }
    for (const other of run.others) add(structure.instructions[other])
    index = run.end - 1
  }
  flush(ascending(waiting.keys()))
  return { steps, tables }
}

/** A diagonal run of which some groups become tables; `others` are the instructions that do not. */
interface TabledRun {
  readonly end: number
  readonly groups: readonly DiagonalGroup[]
  readonly others: readonly number[]
}

function tabledRuns(structure: ProgramStructure): Map<number, TabledRun> {
  const found = new Map<number, TabledRun>()
  for (const run of diagonalRuns({ structure })) {
    const groups = run.groups.filter(paysAsTable)
    if (groups.length > 0) found.set(run.start, { end: run.end, groups, others: outside(run, groups) })
  }
  return found
}

function outside(run: DiagonalRun, groups: readonly DiagonalGroup[]): number[] {
  const inside = new Set(groups.flatMap((group) => group.entries.map((entry) => entry.instruction)))
  return Array.from({ length: run.end - run.start }, (_, i) => run.start + i).filter((index) => !inside.has(index))
}

function groupQubits(group: DiagonalGroup): Set<number> {
  return new Set(group.entries.flatMap((entry) => [...entry.controls, ...entry.qubits]))
}

function ascending(qubits: Iterable<number>): number[] {
  return [...qubits].sort((a, b) => a - b)
}

/** The instruction as a gate on one qubit, if it always runs and is one. */
function asSingle(instruction: Instruction): { qubit: number; element: SingleElement } | undefined {
  if (instruction.condition !== undefined) return undefined
  switch (instruction.kind) {
    case 'rotation':
    case 'matrix':
      if (instruction.controls.length > 0 || instruction.qubits.length !== 1) return undefined
      return { qubit: instruction.qubits[0], element: elementOf(instruction) }
    case 'phase':
      return instruction.controls.length === 1 ? { qubit: instruction.controls[0], element: elementOf(instruction) } : undefined
    case 'flip':
      return instruction.controls.length === 0
        ? { qubit: instruction.target, element: { gate: 'flip', slot: -1, constant: -1 } }
        : undefined
    default:
      return undefined
  }
}

function elementOf(instruction: RotationInstruction | PhaseInstruction | MatrixInstruction): SingleElement {
  if (instruction.kind === 'phase') return { gate: 'phase', slot: instruction.angle, constant: -1 }
  if (instruction.kind === 'matrix') return { gate: 'matrix', slot: -1, constant: instruction.constant }
  return { gate: instruction.pauli as 'X' | 'Y' | 'Z', slot: instruction.angle, constant: -1 }
}

function stepOf(instruction: Instruction): Step {
  const conditional = instruction.condition === undefined ? {} : { instruction }
  switch (instruction.kind) {
    case 'rotation':
      return { ...rotationStep(instruction), ...conditional }
    case 'phase': {
      const controls = maskOf(instruction.controls)
      return makeStep({ kind: 'phase', fixed: controls, controls, slots: [instruction.angle], ...conditional })
    }
    case 'flip': {
      const controls = maskOf(instruction.controls)
      const second = 1 << instruction.target
      return makeStep({ kind: 'exchange', mixes: second, fixed: controls | second, controls, second, ...conditional })
    }
    case 'swap': {
      const controls = maskOf(instruction.controls)
      const [first, second] = instruction.qubits.map((qubit) => 1 << qubit)
      return makeStep({
        kind: 'exchange',
        mixes: first | second,
        fixed: controls | first | second,
        controls,
        first,
        second,
        ...conditional,
      })
    }
    case 'matrix': {
      const controls = maskOf(instruction.controls)
      if (instruction.qubits.length === 1)
        return { ...singleStep(instruction.qubits[0], controls, [elementOf(instruction)]), ...conditional }
      const mixes = maskOf(instruction.qubits)
      const frame = denseFrame(instruction.qubits)
      return makeStep({ kind: 'dense', mixes, fixed: controls | mixes, controls, frame, mask: instruction.constant, ...conditional })
    }
    default:
      return makeStep({ kind: 'dynamic', instruction })
  }
}

function rotationStep(instruction: RotationInstruction): Step {
  const controls = maskOf(instruction.controls)
  if (instruction.qubits.length === 1) return singleStep(instruction.qubits[0], controls, [elementOf(instruction)])
  const axis = axisOf(instruction)
  const slots = [instruction.angle]
  if (axis.x === 0) return makeStep({ kind: 'parity', fixed: controls, controls, mask: axis.z, slots })
  const pivot = highestBit(axis.x)
  return makeStep({ kind: 'rotate', mixes: axis.x, fixed: controls | pivot, controls, axis, slots })
}

function singleStep(qubit: number, controls: number, elements: readonly SingleElement[]): Step {
  const mask = 1 << qubit
  const slots = elements.filter((element) => element.slot >= 0).map((element) => element.slot)
  const lone = elements.length === 1 ? elements[0].gate : 'matrix'
  const axis = lone === 'X' || lone === 'Y' ? axisOf({ pauli: lone, qubits: [qubit] }) : undefined
  return makeStep({
    kind: 'single',
    mixes: mask,
    fixed: controls | mask,
    controls,
    mask,
    elements,
    slots,
    ...(axis === undefined ? {} : { axis }),
  })
}

/** Masks and phase of a Pauli string, as `kernels/rotation.ts` wants them. */
export function axisOf(string: Parameters<typeof pauliMasks>[0]): RotationAxis {
  const { x, z, ys } = pauliMasks(string)
  // -i * i^ys is -i, 1, i, -1 for ys = 0, 1, 2, 3 (mod 4)
  return { x, z, real: ys % 2 === 1, sign: ys % 4 === 1 || ys % 4 === 2 ? 1 : -1 }
}

export function highestBit(mask: number): number {
  return mask === 0 ? 0 : 1 << (31 - Math.clz32(mask))
}
