/**
 * HDR histograms of microseconds with three significant digits, by name; their text goes into the journal, so that a
 * resumed run continues them. Percentiles are HDR's: the highest value of the bucket that holds the rank.
 */
import { build, decodeFromCompressedBase64, encodeIntoCompressedBase64, type Histogram } from 'hdr-histogram-js'
import type { LatencyFigures, MeasureFigures } from '../types.ts'

export class Histograms {
  private readonly byName = new Map<string, Histogram>()

  static fromTexts(texts: Readonly<Record<string, string>>): Histograms {
    const histograms = new Histograms()
    for (const [name, text] of Object.entries(texts)) {
      const histogram = decodeFromCompressedBase64(text, 32, false)
      histogram.autoResize = true
      histograms.byName.set(name, histogram)
    }
    return histograms
  }

  toTexts(): Record<string, string> {
    return Object.fromEntries(
      [...this.byName].map(([name, histogram]) => [name, encodeIntoCompressedBase64(histogram)] as const),
    )
  }

  record(name: string, ms: number): void {
    let histogram = this.byName.get(name)
    if (!histogram) this.byName.set(name, (histogram = createHistogram()))
    histogram.recordValue(Math.max(1, Math.round(ms * 1000)))
  }

  toFigures(name: string): LatencyFigures | null {
    const histogram = this.byName.get(name)
    if (!histogram || histogram.totalCount === 0) return null
    const at = (percent: number) => histogram.getValueAtPercentile(percent) / 1000
    return { n: histogram.totalCount, p50_ms: at(50), p90_ms: at(90), p99_ms: at(99), mean_ms: histogram.mean / 1000 }
  }

  toMeasure(name: string): MeasureFigures | null {
    const histogram = this.byName.get(name)
    const figures = this.toFigures(name)
    if (!histogram || !figures) return null
    return { ...figures, p95_ms: histogram.getValueAtPercentile(95) / 1000, max_ms: histogram.maxValue / 1000 }
  }
}

function createHistogram(): Histogram {
  return build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: 60_000_000,
    numberOfSignificantValueDigits: 3,
    autoResize: true,
    bitBucketSize: 32,
  })
}
