import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Matrix, matrix, matrixFrom } from '../matrix.ts'
import { RandomStream } from '../RandomStream.ts'
import { openArrayFile } from './ArrayFile.ts'
import { createNpyWriter, writeNpy } from './NpyWriter.ts'
import { ArrayFileError } from './npyHeader.ts'

let folder = ''
const at = (name: string): string => join(folder, name)

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ketwork-math-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** A file with this header text, as NumPy would write it in that version of the format. */
async function writeWithHeader(name: string, version: number, text: string, data: Uint8Array): Promise<string> {
  const length = Buffer.alloc(version === 1 ? 2 : 4)
  if (version === 1) length.writeUInt16LE(text.length)
  else length.writeUInt32LE(text.length)
  await writeFile(at(name), Buffer.concat([Buffer.from([0x93, ...Buffer.from('NUMPY'), version, 0]), length, Buffer.from(text), data]))
  return at(name)
}

async function collect(chunks: AsyncIterable<Matrix>): Promise<Matrix[]> {
  const all: Matrix[] = []
  for await (const chunk of chunks) all.push(chunk)
  return all
}

async function readAll(path: string): Promise<number[]> {
  await using file = await openArrayFile(path)
  return [...(await file.readRows(0, file.rows)).data]
}

describe('openArrayFile', () => {
  test.each([
    ['f8', '<f8', Float64Array.of(1.5, -2, 3e300, 0, 5, 6)],
    ['f4', '<f4', Float32Array.of(1.5, -2, 3e30, 0, 5, 6)],
    ['i4', '<i4', Int32Array.of(1, -2, 2 ** 31 - 1, 0, 5, 6)],
    ['i8', '<i8', BigInt64Array.of(1n, -2n, 2n ** 52n, 0n, 5n, 6n)],
    ['u1', '|u1', Uint8Array.of(1, 2, 255, 0, 5, 6)],
  ] as const)('reads %s in versions 1, 2 and 3', async (dtype, descriptor, data) => {
    for (const version of [1, 2, 3]) {
      const text = `{'descr': '${descriptor}', 'fortran_order': False, 'shape': (3, 2), }      \n`
      const path = await writeWithHeader(`${dtype}-${version}.npy`, version, text, new Uint8Array(data.buffer))
      await using file = await openArrayFile(path)
      expect([file.dtype, file.shape, file.rows, file.columns]).toEqual([dtype, [3, 2], 3, 2])
      expect([...(await file.readRows(1, 2)).data]).toEqual(Array.from(data, Number).slice(2))
    }
  })

  test('takes lists, single numbers and arrays of three dimensions', async () => {
    for (const [shape, rows, columns] of [
      ['(4,)', 4, 1],
      ['()', 1, 1],
      ['(2, 1, 2)', 2, 2],
    ] as const) {
      const text = `{'descr': '<f8', 'fortran_order': False, 'shape': ${shape}, }\n`
      await using file = await openArrayFile(await writeWithHeader('shape.npy', 1, text, new Uint8Array(8 * rows * columns)))
      expect([file.rows, file.columns]).toEqual([rows, columns])
    }
  })

  test('chunks give every row once, in order, the last chunk shorter', async () => {
    const m = matrix(10, 3, new RandomStream(71).fillNormal(new Float64Array(30)))
    await writeNpy(at('chunks.npy'), m)
    await using file = await openArrayFile(at('chunks.npy'))
    for (const size of [1, 3, 5, 10, 99]) {
      const chunks = await collect(file.chunks(size))
      expect(chunks.flatMap((chunk) => [...chunk.data])).toEqual([...m.data])
      expect(chunks.map((chunk) => chunk.rows).slice(0, -1)).toEqual(chunks.slice(0, -1).map(() => size))
    }
    await expect(collect(file.chunks(0))).rejects.toThrow('got 0')
  })

  test('overlapping readings do not disturb each other', async () => {
    const m = matrix(
      100,
      1,
      Float64Array.from({ length: 100 }, (_, i) => i),
    )
    await writeNpy(at('overlap.npy'), m, 'f4')
    await using file = await openArrayFile(at('overlap.npy'))
    const rows = await Promise.all(Array.from({ length: 100 }, (_, i) => file.readRows(i, 1)))
    expect(rows.map(({ data }) => data[0])).toEqual([...m.data])
  })

  test('reads raw files with a given layout, which must fit exactly', async () => {
    await writeFile(at('raw.bin'), new Uint8Array(Float32Array.of(1, 2, 3, 4, 5, 6).buffer))
    await using file = await openArrayFile(at('raw.bin'), { dtype: 'f4', shape: [2, 3] })
    expect([...(await file.readRows(1, 1)).data]).toEqual([4, 5, 6])
    await expect(openArrayFile(at('raw.bin'), { dtype: 'f8', shape: [2, 3] })).rejects.toThrow('of f8 needs 48 bytes and 24 are there')
    await expect(openArrayFile(at('raw.bin'), { dtype: 'f4', shape: [2, 2] })).rejects.toThrow('the layout does not fit')
    await expect(openArrayFile(at('raw.bin'))).rejects.toThrow('this is not a .npy file')
  })

  test('says how many bytes a truncated file lacks, wherever it was cut', async () => {
    await writeNpy(at('cut.npy'), matrix(100, 20))
    const whole = (await readFile(at('cut.npy'))).length
    for (const size of [whole - 1, 200, 100, 11, 7]) {
      await truncate(at('cut.npy'), size)
      const opening = openArrayFile(at('cut.npy'))
      await expect(opening).rejects.toThrow(ArrayFileError)
      await expect(opening).rejects.toThrow(size >= 128 ? `needs 16000 bytes and ${size - 128} are there` : `${size}`)
    }
    await truncate(at('cut.npy'), 0)
    await expect(openArrayFile(at('cut.npy'))).rejects.toThrow('this is not a .npy file')
  })

  test('refuses Fortran order, other numbers, other versions and broken headers, by name', async () => {
    const refusal = async (version: number, text: string): Promise<string> => {
      const path = await writeWithHeader('refused.npy', version, text, new Uint8Array(64))
      return openArrayFile(path).then(
        () => 'opened',
        (error: unknown) => (error as Error).message,
      )
    }
    expect(await refusal(1, "{'descr': '<f8', 'fortran_order': True, 'shape': (2, 2), }\n")).toContain('Fortran order')
    expect(await refusal(1, "{'descr': '<c16', 'fortran_order': False, 'shape': (2, 2), }\n")).toContain("type '<c16'")
    expect(await refusal(1, "{'descr': '>f8', 'fortran_order': False, 'shape': (2, 2), }\n")).toContain("type '>f8'")
    expect(await refusal(1, "{'descr': '<f8'}\n")).toContain('lacks')
    expect(await refusal(9, "{'descr': '<f8'}\n")).toContain('version 9')
    await expect(openArrayFile(at('nowhere.npy'))).rejects.toThrow('ENOENT')
  })

  test('refuses rows that are not there and integers that a double does not hold', async () => {
    const text = "{'descr': '<i8', 'fortran_order': False, 'shape': (1,), }\n"
    const path = await writeWithHeader('large.npy', 1, text, new Uint8Array(BigInt64Array.of(2n ** 53n + 1n).buffer))
    await using file = await openArrayFile(path)
    await expect(file.readRows(0, 1)).rejects.toThrow('beyond 2^53')
    await expect(file.readRows(0, 2)).rejects.toThrow('rows 0 to 1 are out of range')
  })
})

describe('writing', () => {
  test.each(['f8', 'f4', 'i8', 'i4', 'u1'] as const)('%s comes back as it was, whole or row by row', async (dtype) => {
    const m = matrixFrom([
      [1, 2, 3],
      [4, 50, 250],
    ])
    await writeNpy(at('whole.npy'), m, dtype)
    await using writer = await createNpyWriter(at('rows.npy'), { dtype, columns: 3 })
    await writer.append(m.data.subarray(0, 3))
    await writer.append(matrix(1, 3, m.data.slice(3)))
    expect(writer.rows).toBe(2)
    await writer.close()
    expect(await readAll(at('whole.npy'))).toEqual([...m.data])
    expect(await readFile(at('rows.npy'))).toEqual(await readFile(at('whole.npy')))
  })

  test('the header is the one that NumPy writes', async () => {
    await writeNpy(at('list.npy'), { data: [1, 2, 3], shape: [3] })
    const bytes = await readFile(at('list.npy'))
    const text = "{'descr': '<f8', 'fortran_order': False, 'shape': (3,), }"
    expect(bytes.subarray(0, 128).toString('latin1')).toBe(`\x93NUMPY\x01\x00v\x00${text}`.padEnd(127, ' ') + '\n')
    expect(bytes).toHaveLength(128 + 24)
  })

  test('a file that was not closed says that it has no rows', async () => {
    const writer = await createNpyWriter(at('open.npy'), { dtype: 'f8', columns: 2 })
    await writer.append([1, 2])
    await using file = await openArrayFile(at('open.npy'))
    expect(file.rows).toBe(0)
    await writer.close()
    await writer.close()
    await expect(writer.append([1, 2])).rejects.toThrow('closed')
  })

  test('refuses parts of rows, numbers out of range and shapes that do not fit, before anything is written', async () => {
    await using writer = await createNpyWriter(at('refused-rows.npy'), { dtype: 'u1', columns: 2 })
    await expect(writer.append([1, 2, 3])).rejects.toThrow('3 numbers are no whole rows of 2 columns')
    await expect(writer.append([1, 256])).rejects.toThrow('value 1 is 256: u1 holds whole numbers from 0 to 255')
    await expect(writer.append(matrix(1, 3))).rejects.toThrow('the file has 2 columns, the matrix has 3')
    expect(writer.rows).toBe(0)
    await expect(writeNpy(at('x.npy'), { data: [1], shape: [2] })).rejects.toThrow('shape (2) has 2 numbers, got 1')
    await expect(createNpyWriter(at('x.npy'), { dtype: 'f8', columns: 0 })).rejects.toThrow('got 0')
  })
})
