import { expect, it } from 'vitest'
import { argsOf, fileRequest, linkRequest, requestsOf } from './requests'

const resolve = (cwd: string, path: string) => (path.startsWith('/') ? path : `${cwd}/${path}`)
const requests = (...args: string[]) => requestsOf({ args, cwd: '/home/me' }, resolve)

it('shows the window for a start without arguments, or with options only', () => {
  expect(requests()).toEqual([{ request: 'show' }])
  expect(requests('--no-sandbox', '', '--original-process-start-time=1')).toEqual([{ request: 'show' }])
})

it('opens no window for a start at login', () => {
  expect(requests('--hidden')).toEqual([])
  expect(requests('--hidden', 'access.log')).toHaveLength(1)
})

it('finds links, scenarios and logs, and makes paths absolute', () => {
  expect(requests('millrace://incident/a%2Fb', 'storm.Millrace-Scenario.JSON', '/var/log/access.log')).toEqual([
    { request: 'link', link: { show: 'incident', incident: 'a/b' } },
    { request: 'file', path: '/home/me/storm.Millrace-Scenario.JSON', kind: 'scenario' },
    { request: 'file', path: '/var/log/access.log', kind: 'log' },
  ])
})

it('reads the addresses that Linux desktops pass for files', () => {
  expect(requests('file:///var/log/my%20access.log')).toEqual([
    { request: 'file', path: '/var/log/my access.log', kind: 'log' },
  ])
  expect(requests('file://server/share/access.log')).toEqual([{ request: 'show' }])
  expect(requests('file:///%E0%A4%A')).toEqual([{ request: 'show' }])
})

it('shows only the window for a foreign link, or for data that is no hand-over', () => {
  expect(requests('https://example.org/')).toEqual([{ request: 'show' }])
  expect(linkRequest('millrace://unknown/x')).toEqual({ request: 'show' })
  expect(requestsOf(null, resolve)).toEqual([{ request: 'show' }])
  expect(requestsOf({ args: [1], cwd: '/' }, resolve)).toEqual([{ request: 'show' }])
})

it('hands the same requests to another start', () => {
  const before = [
    linkRequest('millrace://window/access_log/2015-05-17_10-05'),
    { request: 'show' } as const,
    fileRequest('/var/log/access.log'),
  ]
  const args = argsOf(before)
  expect(args).toEqual(['millrace://window/access_log/2015-05-17_10-05', '/var/log/access.log'])
  expect(requests(...args)).toEqual([before[0], before[2]])
})
