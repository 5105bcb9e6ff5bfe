/**
 * From the text of a table to lines of cells, as spreadsheets and programs write them: commas, semicolons or tabs
 * between cells, LF, CR or CRLF at the ends in any mixture, quotes around what holds any of these. csv-parse handles
 * the quoting; `readTable` reads the cells.
 */
import { parse } from 'csv-parse/sync'
import { TableSyntaxError } from './TableSyntaxError.ts'

export interface CsvLine {
  /** Without blanks at their ends. */
  readonly cells: readonly string[]
  /** From 1; the last one where quotes hold line ends. */
  readonly line: number
}

export interface CsvText {
  /** Those with a cell that is not empty. */
  readonly lines: readonly CsvLine[]
  readonly separator: ',' | ';' | '\t'
  readonly notes: readonly string[]
}

/** @throws TableSyntaxError where quotes do not match or characters were lost */
export function splitCsv(text: string, file: string): CsvText {
  requireText(text, file)
  const declaration = /^sep=([,;\t])[ \t]*(?:\r\n|\r|\n)/i.exec(text) // spreadsheets write it and read it
  const separator = (declaration?.[1] as CsvText['separator'] | undefined) ?? separatorOf(text)
  const all = parseLines(text, separator, file).slice(declaration === null ? 0 : 1)
  const lines = all.filter(({ cells }) => cells.some((cell) => cell !== ''))
  const empty = all.filter(({ cells }) => cells.length > 1 && cells.every((cell) => cell === '')).length
  return {
    lines,
    separator,
    notes: [
      ...(separator === ',' ? [] : [`the cells are separated by ${separator === ';' ? 'semicolons' : 'tabs'}`]),
      ...(empty === 0 ? [] : [`${empty} ${empty === 1 ? 'line' : 'lines'} of empty cells ${empty === 1 ? 'was' : 'were'} left out`]),
    ],
  }
}

interface ParsedLine {
  readonly record: readonly string[]
  readonly info: { readonly lines: number }
}

function parseLines(text: string, separator: string, file: string): CsvLine[] {
  try {
    // csv-parse counts a CRLF inside quotes as two lines, so all ends are made LF.
    const parsed: unknown = parse(text.replace(/\r\n?/g, '\n'), {
      delimiter: separator,
      record_delimiter: '\n',
      info: true,
      trim: true,
      relax_column_count: true,
      skip_empty_lines: true,
    })
    return (parsed as ParsedLine[]).map(({ record, info }) => ({ cells: record, line: info.lines }))
  } catch (error) {
    const line = error instanceof Error && 'lines' in error ? Number(error.lines) : 1
    throw new TableSyntaxError(file, line, 1, error instanceof Error ? error.message : String(error))
  }
}

const SAMPLE_CHARACTERS = 65536
const SAMPLE_LINES = 20

/**
 * Tabs or semicolons where the first line that has a separator has no comma, or where every line has equally many of
 * them (commas are decimal then); else commas.
 */
function separatorOf(text: string): CsvText['separator'] {
  const lines = text
    .slice(0, SAMPLE_CHARACTERS)
    .replace(/"(?:[^"]|"")*"/g, '""')
    .split(/[\r\n]+/)
    .filter((line) => /[,;\t]/.test(line))
    .slice(0, SAMPLE_LINES)
    .map((line) => line.replace(/[ \t]*([,;])[ \t]*/g, '$1').trim())
  const candidates = (['\t', ';'] as const).filter((candidate) => lines[0]?.includes(candidate))
  return (
    candidates.find((candidate) => !lines[0].includes(',') || new Set(lines.map((line) => line.split(candidate).length)).size === 1) ?? ','
  )
}

/** Replacement characters of a wrong encoding would merge different labels, so they are refused. */
function requireText(text: string, file: string): void {
  const lost = /[\0\uFFFD]/.exec(text)
  if (lost === null) return
  const before = text.slice(0, lost.index).split(/\r\n|\r|\n/)
  const what = lost[0] === '\0' ? 'a NUL character, as UTF-16 without its byte order mark has' : 'bytes that are not UTF-8'
  throw new TableSyntaxError(file, before.length, before[before.length - 1].length + 1, `here are ${what}: save the file as UTF-8`)
}
