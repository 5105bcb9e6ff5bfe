/** What a thread can do, and the message in which it posts the result. Tasks and results are plain data. */
import type { Failure } from '../failure.ts'
import { drawCircuit } from './drawCircuit.ts'
import { exactEnergy } from './exactEnergy.ts'
import { transpileCircuit } from './transpileCircuit.ts'

export const tasks = { drawCircuit, exactEnergy, transpileCircuit }
export type Tasks = typeof tasks

export type FromThread = { readonly result: unknown } | { readonly failure: Failure }
