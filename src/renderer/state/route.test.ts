import { parseDeepLink, viewOfDeepLink } from '@shared/model/deep-link'
import { describe, expect, it } from 'vitest'
import { hrefOf, hrefOfIncident, hrefOfLogs, hrefOfRows, hrefOfRowsBehind, parseRoute } from './route'

const start = Date.UTC(2015, 4, 17, 10, 5)

describe('routes', () => {
  it('leads from a window to its report and back', () => {
    expect(hrefOf('reports', 'access_log', start)).toBe('#/reports/access_log/2015-05-17_10-05')
    expect(parseRoute('#/reports/access_log/2015-05-17_10-05')).toMatchObject({
      screen: 'reports',
      dataset: 'access_log',
      window: start,
      service: null,
      incident: null,
    })
  })

  it('leads to the logs of one service', () => {
    expect(parseRoute(hrefOfLogs('schema-registry'))).toMatchObject({
      screen: 'logs',
      dataset: null,
      window: null,
      service: 'schema-registry',
      incident: null,
    })
    expect(parseRoute('#/logs').service).toBeNull()
  })

  it('leads to an incident, whatever its name contains', () => {
    expect(parseRoute(hrefOfIncident('user_interactions/PAYMENT 1')).incident).toBe('user_interactions/PAYMENT 1')
    expect(parseRoute('#/incidents/%E0%A4%A').incident).toBeNull()
  })

  it('leads to the rows of a window, and to one of them', () => {
    const rows = {
      type: '/blog?a=b&c #1',
      errorsOnly: true,
      errorCode: '404',
      order: 'slowest',
      place: { epoch: 3_678_191_901_937_706, partition: 2, offset: 341 },
    } as const
    expect(parseRoute(hrefOfRows('access_log', start, rows))).toMatchObject({
      screen: 'events',
      dataset: 'access_log',
      window: start,
      rows,
    })
    expect(parseRoute('#/events/access_log?at=2-341').rows.place).toEqual({ partition: 2, offset: 341 })
    const all = { type: null, errorsOnly: false, errorCode: null, order: 'time', place: null }
    expect(parseRoute(hrefOfRows('access_log', null))).toMatchObject({ screen: 'events', window: null, rows: all })
    expect(parseRoute('#/events/access_log?at=1-&order=newest&errors=yes').rows).toEqual(all)
  })

  it('leads from a measure to the rows behind it', () => {
    const behind = (...[type, measure]: [string | null, 'error-rate' | 'latency' | 'volume']) =>
      hrefOfRowsBehind('access_log', start, type, measure).replace('#/events/access_log/2015-05-17_10-05', '')
    expect(behind(null, 'error-rate')).toBe('?errors=1')
    expect(behind('/', 'latency')).toBe('?type=%2F&order=slowest')
    expect(behind('PAYMENT', 'volume')).toBe('?type=PAYMENT')
  })

  it('shows the pipeline when the address is unknown', () => {
    expect(parseRoute('')).toMatchObject({ screen: 'pipeline', dataset: null, window: null, service: null })
    expect(parseRoute('#/nowhere').screen).toBe('pipeline')
    expect(parseRoute('#/reports/access_log/yesterday').window).toBeNull()
  })
})

describe('links', () => {
  const viewOf = (address: string) => {
    const link = parseDeepLink(address)
    return link && parseRoute(viewOfDeepLink(link))
  }

  it('lead to the incident, the window and the event that they name', () => {
    expect(viewOf('millrace://incident/clicks%2FPAYMENT%201')).toMatchObject({
      screen: 'incidents',
      incident: 'clicks/PAYMENT 1',
    })
    expect(viewOf('millrace://window/access_log/2015-05-17_10-05')).toMatchObject({
      screen: 'reports',
      dataset: 'access_log',
      window: start,
    })
    expect(viewOf('millrace://event/access_log/2015-05-17_10-05/3-17-2')).toMatchObject({
      screen: 'events',
      window: start,
      rows: { place: { partition: 3, offset: 17, epoch: 2 } },
    })
  })
})
