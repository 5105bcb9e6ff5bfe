/** What a result has allocated: the bytes of all its arrays. */
export function resultBytes(result: unknown): number {
  if (ArrayBuffer.isView(result)) return result.byteLength
  if (typeof result !== 'object' || result === null || Array.isArray(result)) return 0
  return Object.values(result).reduce((sum: number, part) => sum + resultBytes(part), 0)
}
