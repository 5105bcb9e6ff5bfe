import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { readTable } from './readTable.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ketwork-table-'))
})

async function table(text: string, options: Partial<Parameters<typeof readTable>[1]> = {}) {
  const file = join(folder, 'data.csv')
  await writeFile(file, text)
  return readTable(file, { label: 'last', header: true, ...options })
}

describe('readTable', () => {
  test('separates numbers from labels, whichever column holds them', async () => {
    const expected = { columns: ['a', 'b'], labels: ['x', 'y'] }
    expect(await table('a,b,kind\n1,2,x\n3,4.5,y\n')).toMatchObject(expected)
    expect(await table('kind,a,b\nx,1,2\ny,3,4.5\n', { label: 'kind' })).toMatchObject(expected)
    expect(await table('a,kind,b\n1,x,2\n3,y,4.5\n', { label: '1' })).toMatchObject(expected)
    expect(Array.from((await table('a,kind,b\n1,x,2\n3,y,4.5\n', { label: '1' })).features.data)).toEqual([1, 2, 3, 4.5])
  })

  test('reads quoted cells, a byte-order mark, blank lines and a table without header', async () => {
    const read = await table('\uFEFF1,"2","a, b"\r\n\r\n3,4,c\r\n', { header: false })
    expect(read.labels).toEqual(['a, b', 'c'])
    expect(Array.from(read.features.data)).toEqual([1, 2, 3, 4])
  })

  test.each([
    ['a,b,y\n1,2,0\n1,oops,1\n', /data\.csv:3:3: b is "oops": it must be a finite number/],
    ['a,b,y\n1,2,0\nNaN,3,1\n', /data\.csv:3:1: a is "NaN"/],
    ['a,b,y\n1,,0\n', /data\.csv:2:3: b is empty/],
    ['a,b,y\n1,2,0\n1,2\n', /data\.csv:3:1: this row has 2 cells: the table has 3 columns/],
    ['a,b,y\n', /data\.csv:1:1: the file has no rows of data/],
    ['', /data\.csv:1:1: the file has no rows of data/],
    ['y\n1\n', /a table needs a label and at least one column/],
    ['a,y\n1,\n', /the label in y is empty/],
  ])('refuses %j', async (text, message) => {
    await expect(table(text)).rejects.toThrow(message)
  })

  test('names the columns there are when the label is not among them', async () => {
    await expect(table('a,b,species\n1,2,x\n', { label: 'colour' })).rejects.toThrow(
      'there is no column "colour": the columns are a, b, species',
    )
    await expect(table('a,b\n1,2\n', { label: '7' })).rejects.toThrow('there is no column 7: the columns are numbered 0 to 1')
  })
})
