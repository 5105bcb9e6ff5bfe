/**
 * Arrays in files, read row by row or in chunks: larger than memory if need be.
 *
 * Every reading gives doubles, whatever the file holds. Writing is in `NpyWriter.ts`.
 */
import { open } from 'node:fs/promises'
import { formatBytes } from '../formatBytes.ts'
import { type Matrix, matrix } from '../matrix.ts'
import { allocateStored, BYTES_PER_NUMBER, type NumberFormat, toDoubles } from './numberFormat.ts'
import { ArrayFileError, type ArrayLayout, arraySize, headerSize, isNpy, latin1, parseHeader, PREAMBLE_BYTES } from './npyHeader.ts'
import type { OpenFile } from './OpenFile.ts'

/**
 * Opens a .npy file (versions 1 to 3, C order, little-endian f8, f4, i8, i4, u1), or with a layout a raw one of just numbers.
 *
 * Nothing but the header is read. Close the file when done; `await using` does so.
 *
 * @param raw type and shape of a file without header
 * @throws ArrayFileError when the file is no such array or shorter than its shape says (with both byte counts)
 *
 * @example
 * const file = await openArrayFile('train.npy')
 * for await (const rows of file.chunks(64)) train(rows)
 * await file.close()
 */
export async function openArrayFile(path: string, raw?: ArrayLayout): Promise<ArrayFile> {
  const handle = await open(path, 'r')
  try {
    const { size } = await handle.stat()
    const { layout, start } = raw === undefined ? await readLayout(path, handle, size) : { layout: raw, start: 0 }
    requireWholeFile(path, layout, start, size, raw !== undefined)
    return new ArrayFile(path, handle, layout, start)
  } catch (error) {
    await handle.close()
    throw error
  }
}

/** An open array file; made by `openArrayFile`. Readings may overlap. */
export class ArrayFile {
  readonly path: string
  readonly dtype: NumberFormat
  readonly shape: readonly number[]
  /** The first dimension. */
  readonly rows: number
  /** The product of the other dimensions: 1 for a plain list. */
  readonly columns: number
  readonly #handle: OpenFile
  /** Of the first number, in bytes. */
  readonly #start: number

  constructor(path: string, handle: OpenFile, layout: ArrayLayout, start: number) {
    this.path = path
    this.dtype = layout.dtype
    this.shape = layout.shape
    this.rows = layout.shape[0] ?? 1
    this.columns = layout.shape.slice(1).reduce((product, length) => product * length, 1)
    this.#handle = handle
    this.#start = start
  }

  /**
   * Reads `count` rows from row `start` on.
   *
   * @throws RangeError when there are not so many rows
   */
  async readRows(start: number, count: number): Promise<Matrix> {
    if (!Number.isInteger(start) || !Number.isInteger(count) || start < 0 || count < 0 || start + count > this.rows) {
      throw new RangeError(`rows ${start} to ${start + count - 1} are out of range: ${this.path} has ${this.rows} rows`)
    }
    const stored = allocateStored(this.dtype, count * this.columns)
    const rowBytes = this.columns * BYTES_PER_NUMBER[this.dtype]
    await readFully(this.path, this.#handle, new Uint8Array(stored.buffer), this.#start + start * rowBytes)
    return matrix(count, this.columns, toDoubles(stored))
  }

  /**
   * Reads all rows from the first on, so many at a time; the last chunk may have fewer. Holds one chunk in memory.
   *
   * @throws RangeError unless rowsPerChunk is a whole number of at least 1
   */
  async *chunks(rowsPerChunk: number): AsyncGenerator<Matrix, void, undefined> {
    if (!Number.isSafeInteger(rowsPerChunk) || rowsPerChunk < 1) {
      throw new RangeError(`a chunk has a whole number of rows, at least 1, got ${rowsPerChunk}`)
    }
    for (let start = 0; start < this.rows; start += rowsPerChunk) yield this.readRows(start, Math.min(rowsPerChunk, this.rows - start))
  }

  async close(): Promise<void> {
    await this.#handle.close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }
}

async function readLayout(path: string, handle: OpenFile, size: number): Promise<{ layout: ArrayLayout; start: number }> {
  const preamble = new Uint8Array(Math.min(PREAMBLE_BYTES, size))
  await readFully(path, handle, preamble, 0)
  if (!isNpy(preamble)) throw new ArrayFileError(path, 'this is not a .npy file; for a raw one give { dtype, shape }')
  if (size < PREAMBLE_BYTES) throw new ArrayFileError(path, `the file ends inside its header, after ${size} bytes`)
  const { headerBytes, textStart } = headerSize(path, preamble)
  if (size < headerBytes) throw new ArrayFileError(path, `the file ends inside its header: ${size} of ${headerBytes} bytes are there`)
  const text = new Uint8Array(headerBytes - textStart)
  await readFully(path, handle, text, textStart)
  return { layout: parseHeader(path, latin1(text)), start: headerBytes }
}

function requireWholeFile(path: string, layout: ArrayLayout, start: number, size: number, raw: boolean): void {
  for (const length of layout.shape) {
    if (!Number.isSafeInteger(length) || length < 0) throw new ArrayFileError(path, `${length} is no dimension of an array`)
  }
  const { bytes } = arraySize(layout)
  const there = size - start
  const what = `shape (${layout.shape.join(', ')}) of ${layout.dtype} needs ${bytes} bytes`
  if (there < bytes)
    throw new ArrayFileError(path, `the file is truncated: ${what} and ${there} are there (${formatBytes(bytes - there)} are missing)`)
  if (raw && there > bytes) throw new ArrayFileError(path, `the layout does not fit: ${what} and the file has ${there}`)
}

/** More than this at once is refused by some systems. */
const MOST_BYTES_A_READ = 2 ** 30

async function readFully(path: string, handle: OpenFile, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesRead } = await handle.read(bytes, done, Math.min(bytes.length - done, MOST_BYTES_A_READ), position + done)
    if (bytesRead === 0) throw new ArrayFileError(path, `the file ended ${bytes.length - done} bytes early: was it cut while it was open?`)
    done += bytesRead
  }
}
