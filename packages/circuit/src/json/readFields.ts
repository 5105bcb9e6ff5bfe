/** Checked access to unknown data: objects, arrays, names and numbers, with the path of what is wrong. */
import { CircuitJsonError } from './CircuitJsonError.ts'

/** An object with no other fields than these; what is absent is undefined. */
export function fieldsAt(json: unknown, path: string, known: readonly string[]): Readonly<Record<string, unknown>> {
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw new CircuitJsonError(path, `expected an object, found ${inWords(json)}`)
  const fields: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(json)) {
    if (!known.includes(name)) {
      throw new CircuitJsonError(path, `there is no field '${name.slice(0, 40)}': expected ${known.join(', ')}`)
    }
    fields[name] = value
  }
  return fields
}

export function arrayAt(json: unknown, path: string): readonly unknown[] {
  if (!Array.isArray(json)) throw new CircuitJsonError(path, `expected an array, found ${inWords(json)}`)
  return json
}

export function nameAt(json: unknown, path: string): string {
  if (typeof json !== 'string' || json === '') throw new CircuitJsonError(path, `expected a name, found ${inWords(json)}`)
  return json
}

export function namesAt(json: unknown, path: string): string[] {
  return arrayAt(json, path).map((each, i) => nameAt(each, `${path}[${i}]`))
}

/** A finite number; minus zero is a string. */
export function numberAt(json: unknown, path: string): number {
  if (json === '-0') return -0
  if (typeof json !== 'number' || !Number.isFinite(json))
    throw new CircuitJsonError(path, `expected a finite number, found ${inWords(json)}`)
  return json
}

export function wholeNumberAt(json: unknown, path: string): number {
  if (typeof json !== 'number' || !Number.isSafeInteger(json) || json < 0) {
    throw new CircuitJsonError(path, `expected a whole number from 0 on, found ${inWords(json)}`)
  }
  return json
}

/** A whole number of any size; one that a double would not hold is a string of decimal digits. */
export function anyWholeNumberAt(json: unknown, path: string): number | bigint {
  return typeof json === 'string' && /^[1-9]\d*$/.test(json) ? BigInt(json) : wholeNumberAt(json, path)
}

function inWords(json: unknown): string {
  if (json === undefined) return 'nothing'
  if (Array.isArray(json)) return 'an array'
  if (typeof json === 'object' && json !== null) return 'an object'
  return String(typeof json === 'string' ? JSON.stringify(json.slice(0, 40)) : (json as number | boolean | null))
}
