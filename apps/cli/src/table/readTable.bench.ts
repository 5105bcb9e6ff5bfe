/**
 * Reading a table of 11,552 rows and 11 columns, beside reading the same bytes as text: what parsing and checking every
 * cell costs.
 */
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { test } from 'vitest'
import { readTable as read } from './readTable.ts'

const file = fileURLToPath(new URL('../../data/mnist_3-5_10d_train.csv', import.meta.url))

test('11,552 rows of 11 columns', async ({ bench }) => {
  const readTable = read
  await bench.compare(
    bench('readTable', async () => {
      await readTable(file, { label: 'last', header: false })
    }),
    bench('bytes alone', async () => {
      await readFile(file, 'utf8')
    }),
    { iterations: 5, warmupIterations: 1, time: 0, warmupTime: 0 },
  )
})
