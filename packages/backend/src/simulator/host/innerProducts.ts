/**
 * Inner products of many states with many states, two by two: a 2 x 2 corner of the result stays in eight sums while four states stream by.
 *
 * Long states are cut into panels that fit the cache together with a tile of the others.
 */
import type { Amplitudes } from '../ProgramEngine.ts'

/** The amplitudes of each state, all of one length: 2 * 2^n numbers. */
export type StateRows = readonly Amplitudes[]

/** Where a tile's corner stands in the result, which has so many columns. */
export interface TilePlace {
  readonly out: Float64Array
  readonly row: number
  readonly column: number
  readonly columns: number
}

/** Numbers of a panel of one state: 1024 amplitudes. */
const PANEL = 2048

/** Adds <left_i|right_j> of rows `from` to `to` of left and all rows of right to the result. */
export function addInnerProducts(left: StateRows, from: number, to: number, right: StateRows, place: TilePlace): void {
  const width = left[from].length
  for (let start = 0; start < width; start += PANEL) {
    const end = Math.min(width, start + PANEL)
    for (let i = from; i < to; i += 2) {
      for (let j = 0; j < right.length; j += 2) {
        const corner = { i, j, start, end }
        if (i + 1 < to && j + 1 < right.length) addCorner(left, right, corner, place)
        else addSingles(left.slice(i, Math.min(to, i + 2)), right.slice(j, j + 2), corner, place)
      }
    }
  }
}

interface Corner {
  readonly i: number
  readonly j: number
  readonly start: number
  readonly end: number
}

function addCorner(left: StateRows, right: StateRows, { i, j, start, end }: Corner, { out, row, column, columns }: TilePlace): void {
  const a = left[i]
  const b = left[i + 1]
  const c = right[j]
  const d = right[j + 1]
  let acr = 0
  let aci = 0
  let adr = 0
  let adi = 0
  let bcr = 0
  let bci = 0
  let bdr = 0
  let bdi = 0
  for (let re = start; re < end; re += 2) {
    const im = re | 1
    const ar = a[re]
    const ai = a[im]
    const br = b[re]
    const bi = b[im]
    const cr = c[re]
    const ci = c[im]
    const dr = d[re]
    const di = d[im]
    acr += ar * cr + ai * ci
    aci += ar * ci - ai * cr
    adr += ar * dr + ai * di
    adi += ar * di - ai * dr
    bcr += br * cr + bi * ci
    bci += br * ci - bi * cr
    bdr += br * dr + bi * di
    bdi += br * di - bi * dr
  }
  const upper = 2 * ((row + i) * columns + column + j)
  const lower = upper + 2 * columns
  out[upper] += acr
  out[upper + 1] += aci
  out[upper + 2] += adr
  out[upper + 3] += adi
  out[lower] += bcr
  out[lower + 1] += bci
  out[lower + 2] += bdr
  out[lower + 3] += bdi
}

/** The odd last row or column. */
function addSingles(left: StateRows, right: StateRows, { i, j, start, end }: Corner, { out, row, column, columns }: TilePlace): void {
  left.forEach((a, down) => {
    right.forEach((b, across) => {
      let re = 0
      let im = 0
      for (let k = start; k < end; k += 2) {
        re += a[k] * b[k] + a[k + 1] * b[k + 1]
        im += a[k] * b[k + 1] - a[k + 1] * b[k]
      }
      const at = 2 * ((row + i + down) * columns + column + j + across)
      out[at] += re
      out[at + 1] += im
    })
  })
}
