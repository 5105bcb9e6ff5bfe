/**
 * The tour as one HTML page that needs no network: the verdict, where and how it ran, and a section for each workload.
 * Plots are Observable Plot's.
 */
import * as Plot from '@observablehq/plot'
import { drawSvg } from 'ketwork'
import { largest, smallest } from 'ketwork/math'
import { parseHTML } from 'linkedom'
import { boundText, figureText, keepsBound, readable, wordsOf, type Measure } from './figures.ts'
import { REPORT_STYLE } from './reportStyle.ts'
import type { TourReport } from './tourReport.ts'
import type { Curve, Drawing, Facts, Outcome } from './workload.ts'

/** Pixels of a drawing before it folds; a narrower window scrolls. */
const DRAWING_WIDTH = 900

export function renderReport(report: TourReport, outcomes: readonly Outcome[]): string {
  const right = report.workloads.every(({ met }) => met)
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Ketwork tour: ${escape(report.verdict.split(';')[0])}</title><style>${REPORT_STYLE}</style></head><body>
<header><h1>Ketwork tour</h1>
<p class="verdict ${right ? 'good' : 'bad'}">${mark(right ? 'good' : 'bad', '')} ${escape(report.verdict)}</p>
${definitions([
  ['machine', escape(report.machine)],
  ['date', escape(report.date.replace('T', ' ').replace(/\.\d+Z$/, ' UTC'))],
  ['version', escape(`ketwork ${report.version}, Node ${report.node}`)],
  ['command', `<code>${escape(report.command)}</code>`],
  ['seed', String(report.seed)],
  ['time', `${report.seconds.toFixed(1)} s${report.quick ? ', the reduced tour' : ''}`],
])}
<p>Each workload has a known answer. A <strong>bound</strong> is the largest deviation of a right answer; the command fails if one is exceeded. A <strong>goal</strong> is the intended speed or memory on a quiet machine with two cores; missing it is reported and is not a failure.</p></header>
${summary(outcomes)}
${outcomes.map(section).join('\n')}
</body></html>
`
}

function summary(outcomes: readonly Outcome[]): string {
  const rows = outcomes.map(
    ({ result: { name, met, goalMet, goal, seconds } }, i) =>
      `<tr><td><a href="#workload-${i + 1}">${escape(name)}</a></td><td>${mark(met ? 'good' : 'bad', met ? 'right' : 'wrong')}</td><td>${goal === '' ? '' : goalMark(goalMet)}</td><td>${seconds.toFixed(1)} s</td></tr>`,
  )
  return table(['workload', 'answer', 'goal', 'time'], rows, 'Summary')
}

function section({ result, drawing }: Outcome, i: number): string {
  const { name, about, met, answer, reference, measures, remark, curves } = result
  return `<section id="workload-${i + 1}"><div class="title"><h2>${escape(name)}</h2>${mark(met ? 'good' : 'bad', met ? 'right' : 'wrong')}</div>
<p>${escape(about)}</p>
<div class="pair"><div><h3>Answer</h3>${facts(answer)}</div><div><h3>Known answer</h3>${facts(reference)}</div></div>
<h3>Measured</h3>
${table(['what', 'verdict', 'measured', 'bound or goal'], measures.map(measureRow), `Measured: ${name}`)}
${remark === undefined ? '' : `<p class="remark">${escape(remark)}</p>`}
<div class="curves">${curves
    .filter(({ points }) => points.length > 1)
    .map(plot)
    .join('\n')}</div>
${drawing === undefined ? '' : draw(drawing)}</section>`
}

function measureRow(measure: Measure): string {
  const isWithin = keepsBound(measure)
  const isAnswer = measure.of === 'answer'
  const verdict = isAnswer ? mark(isWithin ? 'good' : 'bad', isWithin ? 'kept' : 'broken') : goalMark(isWithin)
  return `<tr><td>${escape(measure.name)}</td><td>${verdict}</td><td>${escape(figureText(measure))}</td><td>${isAnswer ? 'bound' : 'goal'} ${escape(boundText(measure))}</td></tr>`
}

/** In a region that scrolls, by keys too. */
function table(heads: readonly string[], rows: readonly string[], label: string): string {
  const head = heads.map((text) => `<th>${text}</th>`).join('')
  return `<div class="scroll" role="region" aria-label="${escape(label)}" tabindex="0"><table><thead><tr>${head}</tr></thead><tbody>${rows.join('')}</tbody></table></div>`
}

function facts({ source, ...figures }: Facts): string {
  const rows = Object.entries(figures).map(
    ([name, value]) => [escape(wordsOf(name)), typeof value === 'number' ? readable(value, 9) : escape(value)] as const,
  )
  return `${rows.length === 0 ? '' : definitions(rows)}${source === undefined ? '' : `<p class="source">${escape(String(source))}</p>`}`
}

function definitions(rows: readonly (readonly [string, string])[]): string {
  return `<dl>${rows.map(([term, content]) => `<dt>${term}</dt><dd>${content}</dd>`).join('')}</dl>`
}

const SIGNS = { good: '✓', bad: '✗', late: '△' } as const

/** A verdict by sign, word and colour. */
function mark(kind: keyof typeof SIGNS, word: string): string {
  return `<span class="mark ${kind}"><span aria-hidden="true">${SIGNS[kind]}</span>${word && ` ${word}`}</span>`
}

function goalMark(isWithin: boolean): string {
  return isWithin ? mark('good', 'reached') : mark('late', 'missed')
}

function draw({ caption, circuit }: Drawing): string {
  return `<figure><figcaption>${escape(caption)}</figcaption><div class="scroll" role="region" aria-label="${escape(caption)}" tabindex="0">${drawSvg(circuit, { width: DRAWING_WIDTH })}</div></figure>`
}

function plot({ title, x, y, points }: Curve): string {
  const { document } = parseHTML('<!doctype html><html><body></body></html>')
  const values = points.map(([, value]) => value)
  const steep = smallest(values) > 0 && largest(values) > 100 * smallest(values)
  const rows = points.map(([at, value]) => ({ at, value }))
  const curve = Plot.plot({
    document,
    width: 420,
    height: 250,
    marginLeft: 60,
    marginRight: 30,
    marginBottom: 40,
    style: { background: 'transparent', color: 'currentColor', fontSize: '13px' },
    x: { label: x, ticks: Math.min(5, rows.length - 1), tickFormat: ',d' },
    y: { label: y, grid: true, ticks: 5, ...(steep ? { type: 'log' as const, tickFormat: '.0e' } : {}) },
    marks: [
      Plot.line(rows, { x: 'at', y: 'value', stroke: 'var(--curve)', strokeWidth: 2 }),
      Plot.dot(rows, { x: 'at', y: 'value', r: 2.5, fill: 'var(--curve)' }),
    ],
  })
  curve.setAttribute('xmlns', 'http://www.w3.org/2000/svg')
  return `<figure><figcaption>${escape(title)}</figcaption>${curve.outerHTML}</figure>`
}

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (letter) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[letter] ?? letter)
}
