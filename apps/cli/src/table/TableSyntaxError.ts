/** A cell or line of a table that cannot be used. The message begins `FILE:LINE:COLUMN`. */
export class TableSyntaxError extends SyntaxError {
  override readonly name = 'TableSyntaxError'
  constructor(file: string, line: number, column: number, text: string) {
    super(`${file}:${line}:${column}: ${text}`)
  }
}
