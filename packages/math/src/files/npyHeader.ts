/**
 * The header of a .npy file: magic, version, length, and a Python dictionary as text.
 *
 * numpy.org/doc/stable/reference/generated/numpy.lib.format.html. Versions 1 to 3 are read, version 1 is written.
 */
import { BYTES_PER_NUMBER, type NumberFormat } from './numberFormat.ts'

export interface ArrayLayout {
  readonly dtype: NumberFormat
  readonly shape: readonly number[]
}

/** Where the numbers begin in files written here: room for any shape, and a multiple of 64 as NumPy wants it. */
export const WRITTEN_HEADER_BYTES = 128
/** What must be read to know how long the header is. */
export const PREAMBLE_BYTES = 12

const MAGIC = '\x93NUMPY'

/** The file is not an array file that can be read, or not all of it is there. */
export class ArrayFileError extends RangeError {
  override readonly name = 'ArrayFileError'
  readonly path: string
  constructor(path: string, problem: string) {
    super(`${path}: ${problem}`)
    this.path = path
  }
}

/** Whether these first bytes are those of a .npy file. */
export function isNpy(bytes: Uint8Array): boolean {
  return latin1(bytes.subarray(0, MAGIC.length)) === MAGIC
}

/** How many bytes come before the numbers, and where the dictionary begins. */
export function headerSize(path: string, preamble: Uint8Array): { headerBytes: number; textStart: number } {
  const version = preamble[6]
  const view = new DataView(preamble.buffer, preamble.byteOffset, preamble.byteLength)
  if (version === 1) return { headerBytes: 10 + view.getUint16(8, true), textStart: 10 }
  if (version === 2 || version === 3) return { headerBytes: 12 + view.getUint32(8, true), textStart: 12 }
  throw new ArrayFileError(path, `.npy version ${version} is not known: versions 1 to 3 are`)
}

/** Reads the dictionary. */
export function parseHeader(path: string, text: string): ArrayLayout {
  const descriptor = /'descr'\s*:\s*'([^']*)'/.exec(text)?.[1]
  const order = /'fortran_order'\s*:\s*(True|False)/.exec(text)?.[1]
  const dimensions = /'shape'\s*:\s*\(([\d\s,]*)\)/.exec(text)?.[1]
  if (descriptor === undefined || order === undefined || dimensions === undefined) {
    throw new ArrayFileError(path, `the .npy header lacks descr, fortran_order or shape: ${text.trim()}`)
  }
  if (order === 'True') throw new ArrayFileError(path, 'the array is in Fortran order: save it with numpy.ascontiguousarray')
  const dtype = DTYPES.get(descriptor)
  if (dtype === undefined) {
    throw new ArrayFileError(path, `numbers of type '${descriptor}' are not read: ${[...DTYPES.keys()].join(', ')} are (little-endian)`)
  }
  const shape = dimensions
    .split(',')
    .filter((part) => part.trim() !== '')
    .map(Number)
  return { dtype, shape }
}

/** The header of `WRITTEN_HEADER_BYTES` bytes for this layout. */
export function writeHeader({ dtype, shape }: ArrayLayout): Uint8Array {
  const descriptor = dtype === 'u1' ? '|u1' : `<${dtype}`
  const tuple = shape.length === 1 ? `${shape[0]},` : shape.join(', ')
  const text = `{'descr': '${descriptor}', 'fortran_order': False, 'shape': (${tuple}), }`
  const bytes = new Uint8Array(WRITTEN_HEADER_BYTES).fill(0x20)
  const lead = `${MAGIC}\x01\x00${String.fromCharCode(WRITTEN_HEADER_BYTES - 10)}\x00${text}`
  if (lead.length >= WRITTEN_HEADER_BYTES) throw new RangeError(`a shape of ${shape.length} dimensions does not fit the header`)
  for (let i = 0; i < lead.length; i++) bytes[i] = lead.charCodeAt(i)
  bytes[WRITTEN_HEADER_BYTES - 1] = 0x0a
  return bytes
}

/** How many numbers and bytes an array of this layout has. */
export function arraySize({ dtype, shape }: ArrayLayout): { numbers: number; bytes: number } {
  const numbers = shape.reduce((product, length) => product * length, 1)
  return { numbers, bytes: numbers * BYTES_PER_NUMBER[dtype] }
}

/** Text whose characters are the bytes. */
export function latin1(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')
}

const DTYPES: ReadonlyMap<string, NumberFormat> = new Map([
  ['<f8', 'f8'],
  ['<f4', 'f4'],
  ['<i8', 'i8'],
  ['<i4', 'i4'],
  ['|u1', 'u1'],
  ['<u1', 'u1'],
])
