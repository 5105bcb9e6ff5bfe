/** Numbers of bytes as people read them. */

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB', 'ZiB', 'YiB']

/**
 * A number of bytes as text, in powers of 1024 with one digit after the point.
 *
 * @example
 * formatBytes(8 * 2 ** 30) // '8.0 GiB'
 */
export function formatBytes(bytes: number): string {
  if (!Number.isFinite(bytes)) return bytes === Infinity ? 'unlimited' : String(bytes)
  let value = Math.abs(bytes)
  let unit = 0
  while (unit < UNITS.length - 1 && (unit === 0 ? value >= 1024 : value >= 1023.95)) {
    value /= 1024
    unit++
  }
  return `${bytes < 0 ? '-' : ''}${unit === 0 ? value : value.toFixed(1)} ${UNITS[unit]}`
}
