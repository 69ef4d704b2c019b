import { describe, expect, it } from 'vitest'
import { hrefOf, parseRoute } from './route'

const start = Date.UTC(2015, 4, 17, 10, 5)

describe('routes', () => {
  it('leads from a window to its report and back', () => {
    expect(hrefOf('reports', 'access_log', start)).toBe('#/reports/access_log/2015-05-17_10-05')
    expect(parseRoute('#/reports/access_log/2015-05-17_10-05')).toEqual({
      screen: 'reports',
      dataset: 'access_log',
      window: start,
    })
  })

  it('shows the pipeline when it knows no better', () => {
    expect(parseRoute('')).toEqual({ screen: 'pipeline', dataset: null, window: null })
    expect(parseRoute('#/nowhere').screen).toBe('pipeline')
    expect(parseRoute('#/reports/access_log/yesterday').window).toBeNull()
  })
})
