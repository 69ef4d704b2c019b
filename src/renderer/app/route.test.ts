import { describe, expect, it } from 'vitest'
import { hrefOf, hrefOfIncident, hrefOfLogs, parseRoute } from './route'

const start = Date.UTC(2015, 4, 17, 10, 5)

describe('routes', () => {
  it('leads from a window to its report and back', () => {
    expect(hrefOf('reports', 'access_log', start)).toBe('#/reports/access_log/2015-05-17_10-05')
    expect(parseRoute('#/reports/access_log/2015-05-17_10-05')).toEqual({
      screen: 'reports',
      dataset: 'access_log',
      window: start,
      service: null,
      incident: null,
    })
  })

  it('leads to the logs of one service', () => {
    expect(parseRoute(hrefOfLogs('schema-registry'))).toEqual({
      screen: 'logs',
      dataset: null,
      window: null,
      service: 'schema-registry',
      incident: null,
    })
    expect(parseRoute('#/logs').service).toBeNull()
  })

  it('leads to an incident, whatever its name holds', () => {
    expect(parseRoute(hrefOfIncident('user_interactions/PAYMENT 1')).incident).toBe('user_interactions/PAYMENT 1')
    expect(parseRoute('#/incidents/%E0%A4%A').incident).toBeNull()
  })

  it('shows the pipeline when it knows no better', () => {
    expect(parseRoute('')).toEqual({ screen: 'pipeline', dataset: null, window: null, service: null, incident: null })
    expect(parseRoute('#/nowhere').screen).toBe('pipeline')
    expect(parseRoute('#/reports/access_log/yesterday').window).toBeNull()
  })
})
