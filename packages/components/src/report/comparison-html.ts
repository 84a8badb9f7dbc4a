/** The part of a report that compares runs. */
import type { Comparison } from '@evalflow/contract'
import { figure } from '../markdown-cell.ts'
import { html, type Markup } from './html.ts'

type Candidate = Comparison['candidates'][number]
type Metric = Candidate['metrics'][number]

export function comparisonHtml({ baseline, candidates }: Comparison): Markup {
  return html`<section>
    <h2>Comparison</h2>
    <p class="soft">
      Paired by row. Difference is candidate − baseline; p is adjusted over all tests (Holm); the last column is the
      smallest difference this many rows would show (α 0.05, power 0.8).
    </p>
    ${candidates.map((candidate) => candidateHtml(baseline.label, candidate))}
  </section>`
}

function candidateHtml(baseline: string, { run, rows, metrics, differences }: Candidate): Markup {
  const left = rows.only_baseline + rows.only_candidate
  return html`<h3>${run.label} against ${baseline}</h3>
    <p class="soft">${rows.shared} rows in both${left === 0 ? '' : `, ${left} in one only and left out`}</p>
    <div class="wide">
      <table>
        <thead>
          <tr>
            <th>Score</th>
            <th class="n">Baseline</th>
            <th class="n">Candidate</th>
            <th class="n">Difference</th>
            <th class="n">95 %</th>
            <th class="n">p (Holm)</th>
            <th>Test</th>
            <th class="n">n</th>
            <th class="n">Better</th>
            <th class="n">Worse</th>
            <th class="n">Detectable</th>
          </tr>
        </thead>
        <tbody>
          ${metrics.map(metricRow)}
        </tbody>
      </table>
    </div>
    ${metrics.map(flipsHtml)}
    ${differences.length === 0 ? html`<p class="soft">Config and target are the same.</p>` : differencesHtml(differences)} `
}

function metricRow(metric: Metric): Markup {
  return html`<tr>
    <td>${metric.metric}</td>
    <td class="n">${figure(metric.baseline)}</td>
    <td class="n">${figure(metric.candidate)}</td>
    <td class="n"><b>${signed(metric.difference)}</b></td>
    <td class="n">${metric.ci === null ? '–' : `${signed(metric.ci.low)} – ${signed(metric.ci.high)}`}</td>
    <td class="n">${figure(metric.p_holm)}</td>
    <td>${metric.test === 'mcnemar' ? 'exact McNemar' : 'paired t'}</td>
    <td class="n">${metric.n}</td>
    <td class="n">${metric.better}</td>
    <td class="n">${metric.worse}</td>
    <td class="n">${figure(metric.mde)}</td>
  </tr> `
}

function flipsHtml({ metric, flips, better, worse }: Metric): Markup | null {
  if (!flips || better + worse === 0) return null
  const list = (rows: typeof flips.right_to_wrong) =>
    html`<ul>
      ${rows.map((row) => html`<li>row ${row.index + 1}: ${row.prompt}</li>`)}
    </ul>`
  return html`<details>
    <summary>${metric}: ${worse} right → wrong, ${better} wrong → right</summary>
    <p class="soft">Right → wrong</p>
    ${list(flips.right_to_wrong)}
    <p class="soft">Wrong → right</p>
    ${list(flips.wrong_to_right)}
  </details>`
}

function differencesHtml(differences: Candidate['differences']): Markup {
  return html`<details>
    <summary>${differences.length} differences of config and target</summary>
    <div class="wide">
      <table>
        <thead>
          <tr>
            <th>Where</th>
            <th>Baseline</th>
            <th>Candidate</th>
          </tr>
        </thead>
        <tbody>
          ${differences.map(
            (one) =>
              html`<tr>
                <td>${one.path}</td>
                <td>${one.baseline ?? '–'}</td>
                <td>${one.candidate ?? '–'}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </details>`
}

const signed = (value: number): string => (value > 0 ? `+${figure(value)}` : figure(value))
