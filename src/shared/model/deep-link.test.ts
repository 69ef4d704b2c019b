import { describe, expect, it } from 'vitest'
import { type DeepLink, deepLinkAddress, parseDeepLink, viewOfDeepLink } from './deep-link'

const window = Date.UTC(2015, 4, 17, 10, 5)
const LINKS: [DeepLink, string, string][] = [
  [
    { show: 'incident', incident: 'clicks/anomaly/PAYMENT 1' },
    'millrace://incident/clicks%2Fanomaly%2FPAYMENT%201',
    '#/incidents/clicks%2Fanomaly%2FPAYMENT%201',
  ],
  [
    { show: 'window', dataset: 'access_log', window },
    'millrace://window/access_log/2015-05-17_10-05',
    '#/reports/access_log/2015-05-17_10-05',
  ],
  [
    { show: 'event', dataset: 'access_log', window, place: '3-17-2' },
    'millrace://event/access_log/2015-05-17_10-05/3-17-2',
    '#/events/access_log/2015-05-17_10-05?at=3-17-2',
  ],
]

describe.each(LINKS)('a link to %j', (link, address, view) => {
  it('has an address, leads back, and has a view', () => {
    expect(deepLinkAddress(link)).toBe(address)
    expect(parseDeepLink(address)).toEqual(link)
    expect(viewOfDeepLink(link)).toBe(view)
  })
})

it('accepts the spellings that systems pass', () => {
  expect(parseDeepLink('Millrace://Incident/a/')).toEqual({ show: 'incident', incident: 'a' })
  expect(parseDeepLink('MILLRACE://WINDOW/access_log/2015-05-17_10-05')).toMatchObject({ show: 'window' })
})

it.each([
  '',
  'millrace://',
  'millrace://incident/',
  'millrace://incident/%E0%A4%A',
  'millrace://incident/a/b',
  'millrace://incident/a%00b',
  'millrace://incident/a%7Fb',
  `millrace://incident/${'a'.repeat(301)}`,
  `millrace://incident/${'a'.repeat(3_000)}`,
  'millrace://incident/a?start=1',
  'millrace://incident/a#/settings',
  'millrace://window/access_log',
  'millrace://window/access_log/2015-05-17',
  'millrace://window/Access%2Flog/2015-05-17_10-05',
  'millrace://window/access_log/2015-05-17_10-05/1-2',
  'millrace://event/access_log/2015-05-17_10-05',
  'millrace://event/access_log/2015-05-17_10-05/1-2;rm',
  'millrace://event/access_log/2015-05-17_10-05/1-2/3',
  'millrace://app/#/settings',
  'millrace://pipeline/stop',
  'https://incident/a',
])('ignores %s', (text) => expect(parseDeepLink(text)).toBeNull())
