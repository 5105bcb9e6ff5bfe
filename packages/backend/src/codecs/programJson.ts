/** A program as JSON and back, without loss: its structure as it is, its constants in base64. */
import { type ArrayJson, arrayFromJson, arrayToJson, documentFrom, field, inWords, requireFormat } from '@ketwork/math'
import { PROGRAM_VERSION, type Program, type ProgramStructure } from '../program.ts'
import { requireProgram } from './requireProgram.ts'

const FORMAT = 'ketwork-program'

/** The version is that of programs (`PROGRAM_VERSION`). */
export interface ProgramJson {
  readonly format: typeof FORMAT
  readonly version: typeof PROGRAM_VERSION
  readonly structure: ProgramStructure
  readonly constants: ArrayJson
}

/**
 * Plain data for `JSON.stringify`.
 *
 * @throws TypeError or RangeError for what is not a program
 *
 * @example
 * const text = JSON.stringify(programToJson(executable.program))
 * const again = await backend.load(programFromJson(text))
 */
export function programToJson(program: Program): ProgramJson {
  requireProgram(program)
  const { version, structure, constants } = program
  const written = arrayToJson({ value: constants, path: 'program.constants' }, [constants.length])
  return { format: FORMAT, version, structure, constants: written }
}

/**
 * The program that `programToJson` wrote, checked whole.
 *
 * @param source the JSON text, or what `JSON.parse` made of it
 * @throws TypeError or RangeError that says what is wrong, and where
 */
export function programFromJson(source: unknown): Program {
  const document = documentFrom(source, 'program')
  requireFormat(document, FORMAT, PROGRAM_VERSION)
  const { data: constants, shape } = arrayFromJson(field(document, 'constants'))
  if (!(constants instanceof Float64Array) || shape.length !== 1)
    throw new TypeError(`program.constants is ${inWords(constants)} of shape [${shape.join(', ')}]: it must be a list of float64`)
  const program: unknown = { version: PROGRAM_VERSION, structure: field(document, 'structure').value, constants }
  requireProgram(program)
  return program
}
