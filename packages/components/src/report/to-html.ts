/**
 * A report as one HTML file: opens offline, needs no script and fetches nothing (its own policy forbids both), escapes
 * everything it shows.
 */
import type { ScoreSummary } from '@evalflow/contract'
import { figure } from '../markdown-cell.ts'
import { comparisonHtml } from './comparison-html.ts'
import { html, type Markup } from './html.ts'
import type { Report, ReportRun } from './report.ts'
import { REPORT_STYLE } from './style.ts'

const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

export function toHtml(report: Report): string {
  const style: Markup = { markup: REPORT_STYLE }
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${POLICY}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="referrer" content="no-referrer" />
        <title>${report.title}</title>
        <style>
          ${style}
        </style>
      </head>
      <body>
        <header>
          <h1>${report.title}</h1>
          <p class="soft">Made ${report.created_at} by Evalflow ${report.evalflow_version}</p>
          ${report.notes === '' ? null : html`<p class="notes">${report.notes}</p>`}
        </header>
        <main>${report.runs.map(runHtml)} ${report.comparison && comparisonHtml(report.comparison)}</main>
      </body>
    </html> `
  return page.markup
}

function runHtml(run: ReportRun): Markup {
  return html`<section>
    <h2>${run.label}</h2>
    ${run.partial ? html`<p class="bad">This result is partial: rows failed or were skipped.</p>` : null}
    <div class="wide">
      <table>
        <thead>
          <tr>
            <th>Score</th>
            <th class="n">Value</th>
            <th class="n">95 %</th>
            <th></th>
            <th class="n">n</th>
            <th class="n">Unscored</th>
            <th class="n">Failed</th>
            <th class="n">Floor</th>
          </tr>
        </thead>
        <tbody>
          ${run.scores.map(scoreRow)}
        </tbody>
      </table>
    </div>
    <dl>
      ${facts(run).map(
        ([name, value]) =>
          html`<dt>${name}</dt>
            <dd>${value}</dd>`,
      )}
    </dl>
    <h3>Command to run it again</h3>
    <pre class="copy">${run.command}</pre>
    <details>
      <summary>Config</summary>
      <pre>${JSON.stringify(run.config, null, 2)}</pre>
    </details>
    <details>
      <summary>Target</summary>
      <pre>${JSON.stringify(run.target, null, 2)}</pre>
    </details>
    ${run.wrong.length === 0 ? null : wrongHtml(run)}
  </section> `
}

function scoreRow(score: ScoreSummary): Markup {
  const { metric, score: name, task, value, ci, n, unscored, failed, floor } = score
  return html`<tr>
    <td>
      ${metric === name ? metric : `${metric} ${name}`}
      <div class="soft">${task}</div>
    </td>
    <td class="n"><b>${figure(value)}</b></td>
    <td class="n">${ci === null ? '–' : `${figure(ci.low)} – ${figure(ci.high)}`}</td>
    <td>${picture(score)}</td>
    <td class="n">${n}</td>
    <td class="n">${unscored}</td>
    <td class="n">${failed}</td>
    <td class="n">${figure(floor?.value)}</td>
  </tr> `
}

const WIDTH_PX = 140

/** Value as a dot, its interval as a line, the floor dotted; nothing where there is no scale. */
function picture({ value, ci, range, floor }: ScoreSummary): Markup | null {
  if (value === null || range === null || range[0] >= range[1]) return null
  const [min, max] = range
  const x = (at: number) => 4 + ((WIDTH_PX - 8) * (Math.min(max, Math.max(min, at)) - min)) / (max - min)
  const line = (from: number, to: number, name: string, [top, bottom]: readonly [number, number] = [8, 8]) =>
    html`<line class="${name}" x1="${x(from)}" x2="${x(to)}" y1="${top}" y2="${bottom}" />`
  return html`<svg width="${WIDTH_PX}" height="16" aria-hidden="true">
    ${line(min, max, 'axis')}${floor ? line(floor.value, floor.value, 'floor', [1, 15]) : null}${ci && line(ci.low, ci.high, 'bar')}
    <circle class="dot" cx="${x(value)}" cy="8" r="4" />
  </svg>`
}

function facts(run: ReportRun): [name: string, value: string][] {
  const { tokens } = run
  return [
    ['Config', run.config_ref],
    ['Target', run.target_ref],
    ['Model', run.model ?? 'unknown'],
    ['Dataset', run.dataset ?? 'none'],
    ['Rows', run.rows === null ? 'samples are not kept on this server' : String(run.rows)],
    ['Rows sha256', run.rows_hash ?? 'unknown'],
    ['Job', run.job_id],
    ['Started', run.created_at ?? 'unknown'],
    ['Took', run.elapsed_seconds === null ? 'unknown' : `${figure(run.elapsed_seconds)} s`],
    [
      'Tokens',
      tokens === null
        ? 'unknown'
        : `${tokens.prompt} in, ${tokens.completion} out${tokens.unknown === 0 ? '' : `, ${tokens.unknown} answers without a count`}`,
    ],
  ]
}

function wrongHtml({ wrong }: ReportRun): Markup {
  return html`<details>
    <summary>First ${wrong.length} samples that were not right</summary>
    ${wrong.map(
      (sample) =>
        html`<article>
          <p>
            <b>Row ${sample.index + 1}</b> <span class="soft">${sample.task}</span>
            <span class="bad">${sample.why}</span>
          </p>
          <p class="soft">Prompt</p>
          <pre>${sample.prompt}</pre>
          <p class="soft">Answer</p>
          <pre>${sample.answer}</pre>
          <p class="soft">Reference</p>
          <pre>${sample.reference}</pre>
        </article>`,
    )}
  </details>`
}
