/**
 * The steps of a program as data: what the kernels of `stepModule` read, a record a step, so that code does not grow
 * with the program.
 *
 * Cells are named by their offsets in bytes: bit b of a cell's index is bit b + 5. Patterns over lanes (signs, masks,
 * exchanges) stand once in front of the records, which name them by number.
 */
import { parity } from '@ketwork/math'
import { coefficientVectors, hasDerivative } from '../emitPass.ts'
import type { LocalPass, LocalStep } from '../localPass.ts'
import { CELL_SHIFT } from '../PassScope.ts'
import type { StepFormat } from '../stepContext.ts'

/** Kinds of steps: those of rotations (`turn` and on) are added up with what is true of them. */
export const KIND = {
  ...{ phase: 0, exchange: 1, matrix: 2, matrixInLanes: 3, pairMatrix: 4, exchangeInLanes: 5 },
  ...{ turnInLanes: 6, turn: 16, turnUnderControls: 32 },
} as const
/**
 * The string has an odd number of Ys; lanes meet other lanes; the sign hangs on the cell; it is one of several that
 * turn the same pairs.
 */
export const TURN = { odd: 1, lanes: 2, signed: 4, run: 8 } as const

/** Offsets in a record: of i32s, then of bytes. */
export const RECORD = {
  ...{ kind: 0, coefficients: 4, fixed: 8, ones: 12, x: 16, sign: 20, z: 24, controls: 28, sum: 32, run: 36 },
  ...{ lanes: 40, first: 41, second: 42, mask: 43, otherMask: 44, derivative: 45 },
} as const
export const RECORD_BYTES = 48
/** What a step tells; where its coefficients and its sum stand follows from those before it. */
const WORDS = ['kind', 'fixed', 'ones', 'x', 'sign', 'z', 'controls', 'run'] as const
/** Rotations of a run, at most; a run goes over two pairs at a time, so there must be as many. */
export const MOST_RUN = 24
const RUN_CELL_BITS = 2
const SETS = ['lanes', 'first', 'second', 'mask', 'otherMask', 'derivative'] as const

/**
 * Where the patterns stand: 16 vectors of sign bits and 16 of ones, by the set of lanes; the exchanges of lanes behind
 * them.
 */
export const PATTERN = { signs: 0, masks: 256, turns: 512 } as const
export const PATTERN_BYTES = 640
const VECTOR_BYTES = 16
/** Number of the exchange of both bits of four lanes; the others are XORs. */
const SWAPPED_LANES = 4

type Fields = Partial<Record<keyof typeof RECORD, number>> & { readonly kind: number }

/**
 * Patterns, and a record for each step of passes that follow one another; a run of rotations on the same pairs stays
 * within its pass.
 */
export function stepRecords(passes: readonly Pick<LocalPass, 'steps' | 'cellBits'>[], format: StepFormat): Uint8Array {
  const count = passes.reduce((sum, { steps }) => sum + steps.length, 0)
  const bytes = new Uint8Array(PATTERN_BYTES + RECORD_BYTES * count)
  writePatterns(bytes, format)
  const words = new Int32Array(bytes.buffer)
  let at = PATTERN_BYTES
  for (const { steps, cellBits } of passes) {
    const single = steps.map((step) => recordOf(step, format))
    const records = withRuns(single, cellBits < RUN_CELL_BITS ? 1 : MOST_RUN)
    let [coefficients, sum] = [0, 0]
    records.forEach((record, index) => {
      for (const name of WORDS) words[(at + RECORD[name]) >> 2] = record[name] ?? 0
      for (const name of SETS) bytes[at + RECORD[name]] = record[name] ?? 0
      words[(at + RECORD.coefficients) >> 2] = coefficients
      words[(at + RECORD.sum) >> 2] = sum
      at += RECORD_BYTES
      coefficients += VECTOR_BYTES * coefficientVectors(steps[index])
      sum += hasDerivative(steps[index]) ? VECTOR_BYTES : 0
    })
  }
  return bytes
}

function writePatterns(bytes: Uint8Array, { lanes }: StepFormat): void {
  const width = VECTOR_BYTES / lanes
  for (let set = 0; set < 1 << lanes; set++) {
    for (let lane = 0; lane < lanes; lane++) {
      if (((set >> lane) & 1) === 0) continue
      const end = VECTOR_BYTES * set + (lane + 1) * width
      bytes[PATTERN.signs + end - 1] = 0x80
      bytes.fill(255, PATTERN.masks + end - width, PATTERN.masks + end)
    }
  }
  for (let turn = 0; turn <= SWAPPED_LANES; turn++) {
    for (let byte = 0; byte < VECTOR_BYTES; byte++) {
      const lane = Math.floor(byte / width)
      const from = turn === SWAPPED_LANES ? (lane >> 1) | ((lane & 1) << 1) : lane ^ turn
      bytes[PATTERN.turns + VECTOR_BYTES * turn + byte] = (from % lanes) * width + (byte % width)
    }
  }
}

/**
 * Rotations that follow one another and turn the same pairs become runs: each of their records tells how many they are.
 */
function withRuns(records: readonly Fields[], most: number): readonly Fields[] {
  const out: Fields[] = []
  for (let from = 0; from < records.length;) {
    let to = from + 1
    while (to < records.length && to - from < most && turnsSamePairs(records[from], records[to])) to++
    const run = to - from
    for (const record of records.slice(from, to)) out.push({ ...record, run, kind: run === 1 ? record.kind : record.kind | TURN.run })
    from = to
  }
  return out
}

function turnsSamePairs(first: Fields, other: Fields): boolean {
  const [a, b] = [first.kind & ~TURN.signed, other.kind & ~TURN.signed]
  return a === b && (a & KIND.turn) !== 0 && first.x === other.x && first.lanes === other.lanes
}

function recordOf(step: LocalStep, format: StepFormat): Fields {
  const controls = step.controls.cells << CELL_SHIFT
  const mask = setOf(format, (lane) => (lane & step.controls.lanes) === step.controls.lanes)
  const under = { controls, fixed: controls, ones: controls, mask, otherMask: mask }
  switch (step.kind) {
    case 'rotate':
      return turnRecord(step, format, under)
    case 'phase':
      return phaseRecord(step, format, under)
    case 'flip':
      return exchangeRecord(step.group << CELL_SHIFT, { ...under, lanes: step.laneTarget }, format)
    case 'swap':
      return swapRecord(step, format, under)
    case 'matrix': {
      const [x = 0, z = 0] = step.groups.map((group) => group << CELL_SHIFT)
      const kind = step.lane !== 0 ? KIND.matrixInLanes : step.groups.length === 1 ? KIND.matrix : KIND.pairMatrix
      const odd = setOf(format, (lane) => (lane & step.lane) !== 0)
      return { kind, ...under, fixed: controls | x | z, x, z, lanes: step.lane, first: odd }
    }
    case 'table':
      throw new RangeError('a table of phases is no step of its own')
  }
}

interface Under {
  readonly controls: number
  readonly fixed: number
  readonly ones: number
  readonly mask: number
  readonly otherMask: number
}

/**
 * The pair of a rotation begins with the cell whose highest bit of x is 0; its sign is that of Z^z there, a constant
 * and one of the lanes apart.
 */
function turnRecord(step: Extract<LocalStep, { kind: 'rotate' }>, format: StepFormat, under: Under): Fields {
  const [x, z] = [step.group << CELL_SHIFT, step.z.cells << CELL_SHIFT]
  const top = highestBit(x)
  const odd = step.ys % 2 === 1
  const [withCell, withLane] = [parity(x & z), parity(step.xLanes & step.z.lanes)]
  const unit = step.ys % 4 >= 2 ? 1 : 0
  const signs = (turned: number): number => setOf(format, (lane) => (parity(lane & step.z.lanes) ^ unit ^ turned) === 1)
  const first = signs(odd ? withCell ^ withLane : 0)
  const sign = z & ~top
  const common = {
    ...under,
    ...{ fixed: under.fixed | top, x, sign, z, lanes: step.xLanes },
    first,
    second: odd ? first : signs(withCell),
    derivative: signs(withCell ^ withLane),
  }
  const isConditional = step.controls.cells !== 0 || step.controls.lanes !== 0
  const flags = odd ? TURN.odd : 0
  if (x === 0) return { ...common, kind: KIND.turnInLanes | flags }
  if (isConditional) return { ...common, kind: KIND.turnUnderControls | flags }
  return { ...common, kind: KIND.turn | flags | (step.xLanes === 0 ? 0 : TURN.lanes) | (sign === 0 ? 0 : TURN.signed) }
}

/**
 * A cell is multiplied by the factor of its parity: `mask` and `first` are lanes and signs of even cells, `otherMask`
 * and `second` of odd ones; x scales its sum (`emitPhaseUndone`).
 */
function phaseRecord(step: Extract<LocalStep, { kind: 'phase' }>, format: StepFormat, under: Under): Fields {
  const z = step.z.cells << CELL_SHIFT
  const odd = (cell: number) => setOf(format, (lane) => (parity(lane & step.z.lanes) ^ cell) === 1)
  const record = { ...under, kind: KIND.phase, x: step.odd ? -2 : 1 }
  if (step.odd) {
    // Of a single letter outside of the lanes, only the cells with that bit are met.
    if ((z & (z - 1)) === 0 && z !== 0 && step.z.lanes === 0) return { ...record, fixed: z, ones: z, mask: odd(1) }
    return { ...record, sign: z, mask: odd(0), otherMask: odd(1) }
  }
  if (z === 0 && step.z.lanes === 0) return record
  return { ...record, x: -1, sign: z, first: odd(1), second: odd(0) }
}

type Exchange = Under & { readonly lanes: number }

/** Cells change places with those at distance x, lanes of both masks alone. */
function exchangeRecord(x: number, under: Exchange, format: StepFormat): Fields {
  const all = setOf(format, () => true)
  const isWhole = x !== 0 && under.lanes === 0 && under.mask === all && under.otherMask === all
  return { kind: isWhole ? KIND.exchange : KIND.exchangeInLanes, ...under, x, fixed: under.fixed | highestBit(x) }
}

function swapRecord({ groups, laneBits }: Extract<LocalStep, { kind: 'swap' }>, format: StepFormat, under: Under): Fields {
  const [first, second] = groups.map((group) => group << CELL_SHIFT)
  if (first !== 0 && second !== 0) {
    const x = first | second
    return exchangeRecord(x, { ...under, fixed: under.fixed | x, ones: under.ones | Math.min(first, second), lanes: 0 }, format)
  }
  if (first === 0 && second === 0) return exchangeRecord(0, { ...under, lanes: SWAPPED_LANES }, format)
  const lane = laneBits[0] | laneBits[1]
  const set = setOf(format, (each) => (each & lane) !== 0)
  return exchangeRecord(first | second, { ...under, lanes: lane, mask: under.mask & set, otherMask: under.otherMask & ~set }, format)
}

/** The lanes of which it is true, as a set of bits. */
function setOf({ lanes }: StepFormat, holds: (lane: number) => boolean): number {
  let set = 0
  for (let lane = 0; lane < lanes; lane++) if (holds(lane)) set |= 1 << lane
  return set
}

function highestBit(mask: number): number {
  return mask === 0 ? 0 : 1 << (31 - Math.clz32(mask))
}
