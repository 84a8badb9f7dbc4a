/** Style of the one-file report: system fonts, both themes, paper. Nothing is fetched. */
export const REPORT_STYLE = `
:root { color-scheme: light dark; --ink: #1b1f26; --soft: #5d6675; --line: #dfe3ea; --paper: #fff; --sunken: #f6f7f9; --accent: #2f6fde; --bad: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --ink: #e7eaf0; --soft: #9aa4b5; --line: #323946; --paper: #14171c; --sunken: #1b1f26; --accent: #7aa7ff; --bad: #ff8a80; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 1000px; padding: 32px 24px 64px; background: var(--paper); color: var(--ink); font: 14px/1.5 system-ui, sans-serif; }
h1 { font-size: 22px; margin: 0 0 4px; } h2 { font-size: 17px; margin: 32px 0 8px; } h3 { font-size: 14px; margin: 20px 0 6px; }
p { margin: 6px 0; } .soft { color: var(--soft); } .bad { color: var(--bad); } .notes { white-space: pre-wrap; overflow-wrap: anywhere; }
.wide { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { padding: 6px 10px 6px 0; border-bottom: 1px solid var(--line); text-align: start; vertical-align: top; overflow-wrap: anywhere; }
th { color: var(--soft); font-weight: 600; font-size: 12px; } .n { text-align: end; white-space: nowrap; } td svg { display: block; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 3px 16px; margin: 10px 0; } dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
pre { background: var(--sunken); border: 1px solid var(--line); border-radius: 6px; padding: 10px; margin: 6px 0; white-space: pre-wrap; overflow-wrap: anywhere; font: 12px/1.5 ui-monospace, monospace; }
.copy { user-select: all; } details { margin: 8px 0; } summary { cursor: pointer; } article { border-top: 1px solid var(--line); padding: 8px 0; }
.dot { fill: var(--accent); } .bar { stroke: var(--accent); stroke-width: 2; } .axis { stroke: var(--line); } .floor { stroke: var(--soft); stroke-dasharray: 2 2; }
@media print { body { max-width: none; padding: 0; } details:not([open]) { display: none; } }
`
