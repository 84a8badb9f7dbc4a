import { expect, it } from 'vitest'
import { parsePrometheus } from './prometheus.ts'

it('reads types, labels with escapes, special numbers and times', () => {
  const { types, samples } = parsePrometheus(
    [
      '# HELP http_requests_total Requests.',
      '# TYPE http_requests_total counter',
      'http_requests_total{method="post",code="200"} 1027 1395066363000',
      '',
      'path{file="C:\\\\DIR\\\\F.TXT",error="line\\n\\"two\\"",} -1.5e3',
      'plain NaN',
      'most{le="+Inf"} +Inf # {trace="x"} 1',
    ].join('\n'),
  )

  expect(Object.fromEntries(types)).toEqual({ http_requests_total: 'counter' })
  expect(samples.map(({ series, value }) => [series, value])).toEqual([
    ['http_requests_total{code="200",method="post"}', 1027],
    ['path{error="line\\n\\"two\\"",file="C:\\\\DIR\\\\F.TXT"}', -1500],
    ['plain', NaN],
    ['most{le="+Inf"}', Infinity],
  ])
  expect(samples[1]?.labels['error']).toBe('line\n"two"')
})

it.each(['name{a="b" 1', 'name{a=b} 1', 'name', '1name 2', 'name one', '<html>', 'name{a="b"c="d"} 1'])(
  'refuses %s with its line',
  (line) => {
    expect(() => parsePrometheus(`ok 1\n${line}`)).toThrow(/line 2 is no Prometheus sample/)
  },
)
