/**
 * The stages of a job as numbers in shared memory, which workers read without a message.
 *
 * A stage is: module, export, units, first slice, sharers, number of arguments, a bit for each argument that is a bigint, then the arguments.
 */
import { CODE_NUMBERS } from './controlMemory.ts'
import { firstSlice, sharers } from './slices.ts'
import type { Stage } from './stage.ts'

const HEAD = 7

export interface CodedStage {
  readonly module: number
  readonly kernel: number
  readonly args: readonly (number | bigint)[]
  readonly units: number
  readonly firstSlice: number
  readonly sharers: number
}

/** Numbers that a stage takes. */
function codeLength({ args }: Stage): number {
  return HEAD + args.length
}

export function writeCode(code: Float64Array, stages: readonly Stage[], team: number): void {
  const integers = new BigInt64Array(code.buffer, code.byteOffset, code.length)
  let at = 0
  for (const stage of stages) {
    const { module, kernel, units, args } = stage
    const bigints = args.reduce<number>((bits, arg, i) => (typeof arg === 'bigint' ? bits + 2 ** i : bits), 0)
    code.set([module.id, module.kernels.get(kernel)!, units, firstSlice(stage), sharers(stage, team), args.length, bigints], at)
    for (const [i, arg] of args.entries()) {
      if (typeof arg === 'bigint') integers[at + HEAD + i] = arg
      else code[at + HEAD + i] = arg
    }
    at += codeLength(stage)
  }
}

export function readCode(code: Float64Array, stages: number): CodedStage[] {
  const integers = new BigInt64Array(code.buffer, code.byteOffset, code.length)
  let at = 0
  return Array.from({ length: stages }, () => {
    const [module, kernel, units, slice, sharing, count, bigints] = code.subarray(at, at + HEAD)
    const first = at + HEAD
    const args = Array.from({ length: count }, (_, i) => (Math.floor(bigints / 2 ** i) % 2 === 1 ? integers[first + i] : code[first + i]))
    at = first + count
    return { module, kernel, args, units, firstSlice: slice, sharers: sharing }
  })
}

/** Parts whose code fits into a slot. */
export function cutByCode(stages: readonly Stage[]): (readonly Stage[])[] {
  const parts: Stage[][] = []
  let room = 0
  for (const stage of stages) {
    room -= codeLength(stage)
    if (room < 0) {
      parts.push([])
      room = CODE_NUMBERS - codeLength(stage)
    }
    parts.at(-1)!.push(stage)
  }
  return parts
}
