/** The tour as one HTML page: the table, the curves and the circuits. Plots are Observable Plot's; the page needs no network. */
import * as Plot from '@observablehq/plot'
import { parseHTML } from 'linkedom'
import { boundText, figureText, keepsBound, readable, type Curve, type Facts, type WorkloadResult } from './workload.ts'

export interface TourReport {
  readonly seed: number
  readonly quick: boolean
  readonly seconds: number
  readonly workloads: readonly WorkloadResult[]
}

const STYLE = `
:root { color-scheme: light dark; --line: #8884; --good: #15803d; --bad: #b91c1c }
@media (prefers-color-scheme: dark) { :root { --good: #4ade80; --bad: #f87171 } }
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem }
td:first-child { min-width: 9rem }
.scroll { overflow-x: auto }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums }
th, td { text-align: left; vertical-align: top; padding: .4rem .6rem; border-bottom: 1px solid var(--line) }
td.figure, td.bound, td.time { white-space: nowrap }
tbody + tbody { border-top: 2px solid var(--line) }
.good { color: var(--good) } .bad { color: var(--bad); font-weight: 600 }
small { opacity: .7 }
figure { margin: 1rem 0 } figcaption { font-weight: 600 } .curves { display: grid; grid-template-columns: repeat(auto-fit, minmax(20rem, 1fr)); gap: 1rem }
pre { overflow-x: auto; font: 13px/1.25 ui-monospace, monospace; padding: .8rem; border: 1px solid var(--line); border-radius: .4rem }
svg { max-width: 100%; height: auto; background: transparent }
`

export function renderReport({ seed, quick, seconds, workloads }: TourReport): string {
  const curves = workloads.flatMap((workload) => workload.curves).filter(({ points }) => points.length > 1)
  const circuits = workloads.flatMap(({ name, circuit }) => (circuit === undefined ? [] : [{ name, circuit }]))
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Ketwork tour</title><style>${STYLE}</style></head><body>
<h1>Ketwork tour</h1>
<p>Six workloads on real data, seed ${seed}${quick ? ', reduced' : ''}, ${seconds.toFixed(1)} s in all.</p>
<div class="scroll"><table><thead><tr><th>workload</th><th>answer</th><th>known answer</th><th>measure</th><th>measured</th><th>bound</th><th>time</th><th>goal</th></tr></thead>
${workloads.map(tableRows).join('\n')}</table></div>
<h2>Curves</h2><div class="curves">${curves.map(figure).join('\n')}</div>
<h2>Circuits</h2>${circuits.map(({ name, circuit }) => `<h3>${escape(name)}</h3><pre>${escape(circuit)}</pre>`).join('\n')}
</body></html>
`
}

/** A group of rows for each workload: one row a measure, the rest beside them. */
function tableRows({ name, answer, measures, reference, seconds, goal, remark }: WorkloadResult): string {
  const across = (content: string, kind = '') => `<td rowspan="${measures.length}"${kind && ` class="${kind}"`}>${content}</td>`
  const rows = measures.map((measure, i) => {
    const [before, after] =
      i > 0
        ? ['', '']
        : [
            across(escape(name)) + across(factLines(answer)) + across(factLines(reference)),
            across(`${seconds.toFixed(1)} s`, 'time') + across(escape(goal)),
          ]
    const verdict = keepsBound(measure) ? 'good' : 'bad'
    return `<tr>${before}<td>${escape(measure.name)}</td><td class="figure ${verdict}">${escape(figureText(measure))}</td><td class="bound">${escape(boundText(measure))}</td>${after}</tr>`
  })
  const last = remark === undefined ? '' : `<tr><td></td><td colspan="7"><small>${escape(remark)}</small></td></tr>`
  return `<tbody>${rows.join('\n')}${last}</tbody>`
}

function factLines(facts: Facts): string {
  return Object.entries(facts)
    .map(([name, value]) =>
      name === 'source'
        ? `<small>${escape(String(value))}</small>`
        : `${escape(name)} <strong>${typeof value === 'number' ? readable(value, 9) : escape(value)}</strong>`,
    )
    .join('<br>')
}

function figure({ title, x, y, points }: Curve): string {
  const { document } = parseHTML('<!doctype html><html><body></body></html>')
  const values = points.map(([, value]) => value)
  const steep = Math.min(...values) > 0 && Math.max(...values) > 100 * Math.min(...values)
  const rows = points.map(([at, value]) => ({ at, value }))
  const plot = Plot.plot({
    document,
    width: 360,
    height: 240,
    marginLeft: 60,
    marginBottom: 40,
    style: { background: 'transparent', color: 'currentColor', fontSize: '12px' },
    x: { label: x, ticks: Math.min(6, rows.length - 1), tickFormat: 'd' },
    y: { label: y, grid: true, ticks: 5, ...(steep ? { type: 'log' as const, tickFormat: '.0e' } : {}) },
    marks: [
      Plot.line(rows, { x: 'at', y: 'value', stroke: '#3b82f6', strokeWidth: 2 }),
      Plot.dot(rows, { x: 'at', y: 'value', r: 2.5, fill: '#3b82f6' }),
    ],
  })
  plot.setAttribute('xmlns', 'http://www.w3.org/2000/svg')
  return `<figure><figcaption>${escape(title)}</figcaption>${plot.outerHTML}</figure>`
}

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (letter) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[letter] ?? letter)
}
