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
    const { args } = stage
    let bigints = 0
    for (let i = 0; i < args.length; i++) {
      const arg = args[i]
      if (typeof arg === 'bigint') {
        integers[at + HEAD + i] = arg
        bigints += 2 ** i
      } else code[at + HEAD + i] = arg
    }
    code[at] = stage.module.id
    code[at + 1] = stage.module.kernels.get(stage.kernel)!
    code[at + 2] = stage.units
    code[at + 3] = firstSlice(stage)
    code[at + 4] = sharers(stage, team)
    code[at + 5] = args.length
    code[at + 6] = bigints
    at += codeLength(stage)
  }
}

export function readCode(code: Float64Array, stages: number): CodedStage[] {
  const integers = new BigInt64Array(code.buffer, code.byteOffset, code.length)
  const read: CodedStage[] = []
  for (let at = 0; read.length < stages; at += HEAD + code[at + 5]) {
    const args: (number | bigint)[] = []
    const end = at + HEAD + code[at + 5]
    for (let i = at + HEAD, bigints = code[at + 6]; i < end; i++, bigints = Math.floor(bigints / 2)) {
      args.push(bigints % 2 === 1 ? integers[i] : code[i])
    }
    read.push({ module: code[at], kernel: code[at + 1], args, units: code[at + 2], firstSlice: code[at + 3], sharers: code[at + 4] })
  }
  return read
}

/** Parts that fit into a slot: their code, and the number of stages. */
export function cutByCode(stages: readonly Stage[], mostStages: number): (readonly Stage[])[] {
  const parts: Stage[][] = []
  let room = 0
  for (const stage of stages) {
    room -= codeLength(stage)
    if (room < 0 || parts.at(-1)!.length >= mostStages) {
      parts.push([])
      room = CODE_NUMBERS - codeLength(stage)
    }
    parts.at(-1)!.push(stage)
  }
  return parts
}
