import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { RandomStream } from '@ketwork/math'
import { readTable } from './readTable.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ketwork-table-'))
})

async function table(text: string | Uint8Array, options: Partial<Parameters<typeof readTable>[1]> = {}) {
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

  test('reads the same table whatever ends its lines, with blank lines between, in every encoding with a mark', async () => {
    const lines = ['a,b,y', '1,2.5,u', '-3,4e-2,v', '"5","6","w"']
    const { features, labels } = await table(lines.join('\n'))
    const same = async (text: string | Uint8Array) => expect(await table(text)).toMatchObject({ features, labels, notes: [] })
    for (const end of ['\r', '\r\n', '\n\n', '\r\r', '\n  \n', '\r\n \t \r\n']) await same(lines.join(end) + end)
    const random = new RandomStream(3)
    for (let draw = 0; draw < 20; draw++) {
      await same(lines.map((line) => line + ['\r', '\n', '\r\n', '\n\r', ' \r\n\t\n'][random.integer(5)]).join(''))
    }
    const text = `\uFEFF${lines.join('\r\n')}`
    await same(Buffer.from(text))
    await same(Buffer.from(text, 'utf16le'))
    await same(Buffer.from(text, 'utf16le').swap16())
  })

  test('keeps line ends (as LF), separators and quotes inside quotes, and counts their lines', async () => {
    const text = 'a,"b\r\n(cm)",y\r1,2,"x, ""y""\n;z"\r\n3,4,u\n5,oops,u\n'
    await expect(table(text)).rejects.toThrow(/data\.csv:6:3: b\s+\(cm\) is "oops"/)
    expect(await table(text.replace('5,oops,u', ''))).toMatchObject({ labels: ['x, "y"\n;z', 'u'] })
  })

  test.each([
    ['semicolons', 'a;b;y\n1;2.5;u\n3;4;v', 'the cells are separated by semicolons', []],
    ['tabs', 'a\tb\ty\n1\t2.5\tu, w\n3\t4\tv', 'the cells are separated by tabs', []],
    ['decimal commas', 'a;b;y\n1;2,5;u\n3;4;v', 'the cells are separated by semicolons', ['decimal commas were read as decimal points']],
    ['a hint for spreadsheets', 'sep=;\r\na;b;y\r\n1;2.5;u\r\n3;4;v', 'the cells are separated by semicolons', []],
  ])('reads %s and notes them', async (_, text, ...notes) => {
    const read = await table(text)
    expect(Array.from(read.features.data)).toEqual([1, 2.5, 3, 4])
    expect(read.notes).toEqual(notes.flat())
  })

  test('reads decimal commas in every column of a table without header', async () => {
    const read = await table('1,5;2,5;-,5e1;0\n3,5;4,5;5,;1\n', { header: false })
    expect(Array.from(read.features.data)).toEqual([1.5, 2.5, -5, 3.5, 4.5, 5])
  })

  test('keeps commas between cells where a semicolon is text, and tabs that only follow commas', async () => {
    expect(await table('a,b,y\n1,2,u;v\n3,4,w')).toMatchObject({ columns: ['a', 'b'], labels: ['u;v', 'w'], notes: [] })
    expect(await table('a,\tb,\ty\n1,\t2,\tu\n3,\t4,\tw')).toMatchObject({ columns: ['a', 'b'], labels: ['u', 'w'], notes: [] })
  })

  test('leaves out columns without a name, lines of empty cells and empty cells at the end, and says so', async () => {
    const index = /column 0 \(counted from 0\) has no name of its own.*left out/
    for (const first of ['', 'Unnamed: 0']) {
      const read = await table(`${first},a,y\n0,5,u\n1,6,v\n`)
      expect(read).toMatchObject({ columns: ['a'], notes: [expect.stringMatching(index)] })
      expect(Array.from(read.features.data)).toEqual([5, 6])
    }
    for (const header of [true, false]) {
      const read = await table(`${header ? 'a,b,y,,\n' : ''}1,2,u,\n3,4,v,\n,,,\n`, { header })
      expect(read).toMatchObject({ labels: ['u', 'v'] })
      expect(read.notes).toEqual([
        '1 line of empty cells was left out',
        `empty cells after the last column were left out in ${header ? 3 : 2} lines`,
      ])
    }
    expect(await table('a,b,y\n1,2,u,\n3,4,v\n')).toMatchObject({ labels: ['u', 'v'] })
    expect(await table(',a\nx,5\ny,6\n', { label: '0' })).toMatchObject({ columns: ['a'], labels: ['x', 'y'], notes: [] })
  })

  test('takes for one class what writes the same number, and says so', async () => {
    const read = await table(`a,y\n1,1\n2,1.0\n3,'1'\n4,"1"\n5,+1e0\n6,2\n7,02\n8,'b'\n9,b\n`)
    expect(read.labels).toEqual(['1', '1', '1', '1', '1', '2', '2', 'b', 'b'])
    expect(read.notes[0]).toBe(`the labels "1", "1.0", "'1'", "+1e0" are one class`)
    expect((await table('a,y\n1,-1.000000000000000000e+00\n2,-1\n3,0.0\n')).labels).toEqual(['-1', '-1', '0'])
    expect((await table('a;y\n1,5;1,0\n2;1\n')).labels).toEqual(['1', '1'])
    const long = ['9007199254740993', '9007199254740992', '1x', '0x10', 'Infinity']
    expect((await table(`a,y\n${long.map((label) => `1,${label}\n`).join('')}`)).labels).toEqual(long)
  })

  test.each([
    ['y,x1,y\n1,2,1\n', /data\.csv:1:6: two columns are named "y", 0 and 2 \(counted from 0\)/],
    ['a, a ,y\n1,2,1\n', /two columns are named "a", 0 and 1/],
    ['5.1,3.5,3.5,setosa\n1,2,3,x\n', /named "3\.5", 1 and 2 .*if the first line is data, give --no-header/],
    [
      '2,3,setosa,versicolor\n1,2,3,0\n4,5,6,1\n',
      /data\.csv:1:1: the first line holds counts \(2 3 setosa versicolor\) and not column names/,
    ],
    ['2 3\na,b,y\n1,2,0\n3,4,1\n', /the first line holds counts \(2 3\)/],
    ['2\n1;2;0\n3;4;1\n', /the first line holds counts \(2\)/],
    ['99,5\na,b,y\n3,4,1\n', /the first line holds counts \(99 5\)/],
    ['a,b,y\n1,0x10,0\n', /data\.csv:2:3: b is "0x10": it must be a finite number/],
    ['a,b,y\n1,1_000,0\n', /b is "1_000"/],
    ['a,b,y\n1,1e,0\n', /b is "1e"/],
    ['a,b,y\n1,.,0\n', /b is "\."/],
    ['a,b,y\n1,1e999,0\n', /b is "1e999": it must be a finite number/],
    ['a,b,y\n1,Infinity,0\n', /b is "Infinity"/],
    ['a,b,y\n1,0b1,0\n', /b is "0b1"/],
    ["a,b,y\n1,'2',0\n", /b is "'2'"/],
    ['a,b,y\n1,"2,5",0\n', /b is "2,5": .*fractions are written with "\." in this table/],
    ['a;b;y\n1,5;2.5;0\n', /data\.csv:2:5: b is "2\.5": .*fractions are written with "," in this table/],
    ['a;b;y\n1;1.234,5;0\n', /b is "1\.234,5"/],
    ['a,b,y\n1,2,0\n1,2,0,7\n', /data\.csv:3:1: this row has 4 cells: the table has 3 columns/],
    ['a,b,y\r\r\n\n1,2,0\r1,2\n', /data\.csv:5:1: this row has 2 cells/],
    ['a,b,y\n1,"2,0\n', /data\.csv:\d:1: .*quote/i],
    ['a,y\n1,caf\uFFFD\n', /data\.csv:2:6: here are bytes that are not UTF-8/],
    [new Uint8Array(Buffer.from('a,y\n1,café\n', 'latin1')), /data\.csv:2:6: here are bytes that are not UTF-8/],
    [
      new Uint8Array(Buffer.from('a,y\n1,2\n', 'utf16le')),
      /data\.csv:1:2: here are a NUL character, as UTF-16 without its byte order mark has/,
    ],
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

  test('knows counts in a table without header, and a row of data from them', async () => {
    await expect(table('2,3,setosa,versicolor\n1,2,3,0\n4,5,6,1\n', { header: false })).rejects.toThrow('and not a row of data')
    await expect(table('2 3\n1,2,3,0\n4,5,6,1\n', { header: false })).rejects.toThrow('and not a row of data')
    expect((await table('2,2,x\n1,2,y\n3,4,x\n', { header: false })).labels).toEqual(['x', 'y', 'x'])
  })

  test('says when column names look like data, and not when they count', async () => {
    expect((await table('5.1,3.5,setosa\n1,2,x\n3,4,y\n')).notes[0]).toMatch(/taken for column names \(5\.1, 3\.5, setosa\): .*--no-header/)
    expect((await table('0,1,2,label\n1,2,3,x\n3,4,5,y\n')).notes).toEqual([])
  })

  test('finds the label by name first, also one that is called last', async () => {
    expect(await table('last,a,y\nu,1,2\nv,3,4\n')).toMatchObject({ columns: ['a', 'y'], labels: ['u', 'v'] })
  })

  test('names the columns there are when the label is not among them', async () => {
    await expect(table('a,b,species\n1,2,x\n', { label: 'colour' })).rejects.toThrow(
      'there is no column "colour": the columns are a, b, species',
    )
    await expect(table('a,b\n1,2\n', { label: '7' })).rejects.toThrow('there is no column 7: the columns are numbered 0 to 1')
  })
})
