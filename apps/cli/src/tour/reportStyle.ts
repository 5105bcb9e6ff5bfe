/**
 * The style sheet of the tour's page: the reader's own fonts and colours, light or dark; tables and drawings scroll
 * where the window is narrow.
 */
export const REPORT_STYLE = `
:root { color-scheme: light dark; --ink: #111827; --paper: #fff; --soft: #4b5563; --line: #d1d5db; --panel: #f9fafb; --good: #15803d; --bad: #b91c1c; --late: #a16207; --curve: #2563eb }
@media (prefers-color-scheme: dark) {
  :root { --ink: #f3f4f6; --paper: #111827; --soft: #9ca3af; --line: #374151; --panel: #1f2937; --good: #4ade80; --bad: #f87171; --late: #facc15; --curve: #60a5fa }
}
* { box-sizing: border-box }
body { font: 16px/1.55 system-ui, sans-serif; color: var(--ink); background: var(--paper); margin: 0 auto; max-width: 64rem; padding: 1.5rem 1rem 4rem; overflow-wrap: break-word }
h1 { font-size: 1.7rem; margin: 0 0 1rem } h2 { font-size: 1.25rem; margin: 0 } h3 { font-size: 1rem; margin: 1.25rem 0 .4rem }
.verdict { font-size: 1.1rem; border: 1px solid var(--line); border-left: .4rem solid; border-radius: .4rem; padding: .7rem 1rem; margin: 0 0 1rem; background: var(--panel) }
.verdict.good { border-left-color: var(--good) } .verdict.bad { border-left-color: var(--bad) }
dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .15rem 1rem; margin: 0 }
dt { color: var(--soft) } dd { margin: 0; font-variant-numeric: tabular-nums }
code { font: 14px ui-monospace, monospace; overflow-wrap: anywhere }
section { border-top: 1px solid var(--line); margin-top: 2rem; padding-top: 1.5rem }
.title { display: flex; flex-wrap: wrap; align-items: baseline; gap: .3rem 1rem }
.mark { white-space: nowrap; font-weight: 600 } .good .mark, .mark.good { color: var(--good) } .bad .mark, .mark.bad { color: var(--bad) } .mark.late { color: var(--late) }
.scroll { overflow-x: auto; max-width: 100% }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; min-width: 100% }
th, td { text-align: left; vertical-align: top; padding: .35rem .9rem .35rem 0; border-bottom: 1px solid var(--line) }
th { color: var(--soft); font-weight: 500; white-space: nowrap } td { white-space: nowrap }
td:first-child { white-space: normal; min-width: 8.5rem }
td:last-child, th:last-child { padding-right: 0 }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr)); gap: 0 2rem }
.source, .remark, figcaption { color: var(--soft); font-size: .9rem } .source { margin: .3rem 0 0 }
figure { margin: 1.25rem 0 0 } figcaption { margin-bottom: .4rem }
.curves { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr)); gap: 0 2rem }
.curves svg { max-width: 100%; height: auto; background: transparent }
a { color: inherit }
@media (max-width: 30rem) { th, td { padding-right: .55rem; font-size: .9rem } td:first-child { min-width: 7rem } }
`
