/** `/metrics` in Prometheus' text format 0.0.4: requests, jobs, runs, memory. */
import type { MiddlewareHandler } from 'hono'

/** Upper bounds in seconds. */
const BUCKETS = [0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30]

export interface Metrics {
  count: MiddlewareHandler
  /** @param gauges current values by name, e.g. `evalflow_jobs_running` */
  text(gauges: Record<string, number>): string
}

export function createMetrics(now: () => number): Metrics {
  const requests = new Map<string, number>()
  const buckets = BUCKETS.map(() => 0)
  let seconds = 0
  let count = 0
  return {
    async count(context, next) {
      const startedAt = now()
      await next()
      const key = `method="${context.req.method}",status="${context.res.status}"`
      const took = (now() - startedAt) / 1000
      requests.set(key, (requests.get(key) ?? 0) + 1)
      seconds += took
      count += 1
      BUCKETS.forEach((bound, index) => {
        if (took <= bound) buckets[index] = (buckets[index] ?? 0) + 1
      })
    },
    text(gauges) {
      const memory = process.memoryUsage()
      const all = { ...gauges, process_resident_memory_bytes: memory.rss, process_uptime_seconds: process.uptime() }
      return [
        '# TYPE evalflow_http_requests_total counter',
        ...[...requests].map(([labels, value]) => `evalflow_http_requests_total{${labels}} ${value}`),
        '# TYPE evalflow_http_request_duration_seconds histogram',
        ...BUCKETS.map(
          (bound, index) => `evalflow_http_request_duration_seconds_bucket{le="${bound}"} ${buckets[index] ?? 0}`,
        ),
        `evalflow_http_request_duration_seconds_bucket{le="+Inf"} ${count}`,
        `evalflow_http_request_duration_seconds_sum ${seconds}`,
        `evalflow_http_request_duration_seconds_count ${count}`,
        ...Object.entries(all).flatMap(([name, value]) => [`# TYPE ${name} gauge`, `${name} ${value}`]),
        '',
      ].join('\n')
    },
  }
}
