/** The tour as one HTML page: the table, the curves and the circuits. Plots are Observable Plot's; the page needs no network. */
import * as Plot from '@observablehq/plot'
import { parseHTML } from 'linkedom'
import { keepsBound, type Curve, type WorkloadResult } from './workload.ts'

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
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums }
th, td { text-align: left; vertical-align: top; padding: .4rem .6rem; border-bottom: 1px solid var(--line) }
.good { color: var(--good) } .bad { color: var(--bad); font-weight: 600 }
figure { margin: 1rem 0 } .curves { display: grid; grid-template-columns: repeat(auto-fit, minmax(20rem, 1fr)); gap: 1rem }
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
<table><thead><tr><th>workload</th><th>measure</th><th>measured</th><th>bound</th><th>known answer</th><th>time</th><th>goal</th></tr></thead>
<tbody>${workloads.map(tableRows).join('\n')}</tbody></table>
<h2>Curves</h2><div class="curves">${curves.map(figure).join('\n')}</div>
<h2>Circuits</h2>${circuits.map(({ name, circuit }) => `<h3>${escape(name)}</h3><pre>${escape(circuit)}</pre>`).join('\n')}
</body></html>
`
}

function tableRows({ name, measures, reference, seconds, goal }: WorkloadResult): string {
  const span = `rowspan="${measures.length}"`
  const known = Object.entries(reference)
    .map(([label, value]) => `${escape(label)}: ${escape(String(value))}`)
    .join('<br>')
  return measures
    .map((measure, i) => {
      const sign = { below: '&lt;', atMost: '&le;', atLeast: '&ge;', above: '&gt;' }[measure.rule]
      return `<tr>${i === 0 ? `<td ${span}>${escape(name)}</td>` : ''}<td>${escape(measure.name)}</td>
<td class="${keepsBound(measure) ? 'good' : 'bad'}">${Number(measure.value.toPrecision(6))} ${escape(measure.unit)}</td><td>${sign} ${measure.bound} ${escape(measure.unit)}</td>
${i === 0 ? `<td ${span}>${known}</td><td ${span}>${seconds.toFixed(1)} s</td><td ${span}>${escape(goal)}</td>` : ''}</tr>`
    })
    .join('\n')
}

function figure({ title, x, y, points }: Curve): string {
  const { document } = parseHTML('<!doctype html><html><body></body></html>')
  const values = points.map(([, value]) => value)
  const steep = Math.min(...values) > 0 && Math.max(...values) > 100 * Math.min(...values)
  const rows = points.map(([at, value]) => ({ at, value }))
  const plot = Plot.plot({
    document: document as unknown as Document,
    width: 460,
    height: 280,
    marginLeft: 60,
    style: 'background: transparent; color: currentColor',
    x: { label: x, grid: false },
    y: { label: y, grid: true, type: steep ? 'log' : 'linear' },
    marks: [Plot.line(rows, { x: 'at', y: 'value', stroke: '#3b82f6', strokeWidth: 2 }), Plot.dot(rows, { x: 'at', y: 'value', r: rows.length > 40 ? 0 : 2.5, fill: '#3b82f6' })],
  })
  plot.setAttribute('xmlns', 'http://www.w3.org/2000/svg')
  return `<figure><figcaption>${escape(title)}</figcaption>${plot.outerHTML}</figure>`
}

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (letter) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[letter] ?? letter)
}
