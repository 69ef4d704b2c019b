import { describe, expect, it } from 'vitest'
import { externalAddress, isHarmless, isPage, openingOf, pageAddress } from './navigation-policy'

const PAGE = 'millrace://app/'

describe('an external address', () => {
  it.each([
    'https://example.org/a?b#c',
    'http://localhost:9001/',
    'http://127.0.0.1:8123/play',
    'http://127.8.0.1/',
    'http://[::1]:9000/',
  ])('opens in the browser: %s', (url) => expect(externalAddress(url)).toBe(url))

  it.each([
    'http://example.org/',
    'http://localhost.example.org/',
    'http://127.0.0.1.example.org/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'smb://server/share',
    'ms-msdt:/id',
    'millrace://app/',
    'https://user@example.org/',
    'https://user:secret@example.org/',
    'https://:secret@example.org/',
    'not an address',
    '',
  ])('does not: %s', (url) => expect(externalAddress(url)).toBeNull())
})

describe('the page', () => {
  it('comes from the development server only while the app is not packaged', () => {
    expect(pageAddress(PAGE, 'http://localhost:5173', false)).toBe('http://localhost:5173/')
    expect(pageAddress(PAGE, 'http://localhost:5173', true)).toBe(PAGE)
    expect(pageAddress(PAGE, undefined, false)).toBe(PAGE)
  })

  it.each(['http://example.org:5173', 'https://localhost:5173', 'nonsense', ''])('never comes from %s', (server) =>
    expect(pageAddress(PAGE, server, false)).toBe(PAGE),
  )

  it('is recognised by its whole address', () => {
    expect(isPage('millrace://app/#/live', PAGE)).toBe(true)
    expect(isPage('millrace://app/', PAGE)).toBe(true)
    expect(isPage('millrace://app/other.html', PAGE)).toBe(false)
    expect(isPage('millrace://app.example.org/', PAGE)).toBe(false)
    expect(isPage('http://localhost:51730/', 'http://localhost:5173/')).toBe(false)
    expect(isPage('', PAGE)).toBe(false)
  })
})

it('lets the page write to the clipboard, and nothing else', () => {
  expect(isHarmless('clipboard-sanitized-write')).toBe(true)
  expect(isHarmless('media')).toBe(false)
})

describe('a link of the page', () => {
  it('opens the live window', () => {
    expect(openingOf('millrace://app/#/live-window', PAGE)).toEqual({ open: 'live-window' })
  })

  it('opens the console of a service in the browser', () => {
    expect(openingOf('http://localhost:9001', PAGE)).toEqual({ open: 'browser', url: 'http://localhost:9001/' })
  })

  it.each(['millrace://app/#/reports', 'millrace://other/#/live-window', 'about:blank', 'file:///'])(
    'opens nothing for %s',
    (url) => expect(openingOf(url, PAGE)).toEqual({ open: 'nothing' }),
  )
})
