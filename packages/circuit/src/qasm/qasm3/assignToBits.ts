/** Assigns values to bits of the circuit, bit by bit: constants, copies of other bits, what is computed from them. */
import type { ClassicalType } from '../Expression.ts'
import type { Truth } from '../formula.ts'
import { describeValue, isRuntime, isTyped, type MeasuredValue, type Value } from '../Value.ts'
import { textBits, wordOf } from '../words.ts'
import { writeBits } from './computeFormula.ts'
import type { Run } from './Run.ts'

export interface AssignmentOptions {
  readonly at: number
  /** Of the variable whose bits they are: an integer takes shorter ones. */
  readonly type: ClassicalType | undefined
  /** The bits were never written: they are 0. */
  readonly fresh?: boolean
}

export function assignToBits(run: Run, target: MeasuredValue, value: Value, { at, type, fresh = false }: AssignmentOptions): void {
  const { bits } = target
  const truths = truthsOf(value, bits.length, { run, at, isInteger: type?.name === 'int' || type?.name === 'uint' })
  const kept = run.borrowed
  run.scanner.spend(bits.length / 8, at)
  writeBits(
    run,
    bits.map((bit, i) => ({ bit, truth: truths[i] })),
    at,
    fresh,
  )
  run.returnBits(kept)
}

interface Target {
  readonly run: Run
  readonly at: number
  readonly isInteger: boolean
}

/** So many bits of the value, bit 0 first. */
function truthsOf(value: Value, width: number, { run: { scanner }, at, isInteger }: Target): readonly Truth[] {
  if (isRuntime(value)) {
    const { truths, signed } = wordOf(value)
    if (truths.length > width || (truths.length < width && !isInteger)) {
      scanner.fail(`expected ${width === 1 ? '1 bit' : `${width} bits`}, found ${describeValue(value)}`, at)
    }
    return Array.from({ length: width }, (_, i) => truths[i] ?? (signed && truths[truths.length - 1]))
  }
  if (typeof value === 'boolean' && (width === 1 || isInteger)) return Array.from({ length: width }, (_, i) => i === 0 && value)
  if (isTyped(value) && value.type === 'bits' && value.text.length === width) return textBits(value.text)
  if (isTyped(value) && value.type === 'int' && fits(value.value, width, isInteger)) {
    return textBits(BigInt.asUintN(width, value.value).toString(2).padStart(width, '0'))
  }
  return scanner.fail(`expected ${width === 1 ? '1 bit' : `${width} bits`}, found ${describeValue(value)}`, at)
}

function fits(value: bigint, width: number, isInteger: boolean): boolean {
  return BigInt.asUintN(width, value) === value || (isInteger && BigInt.asIntN(width, value) === value)
}
