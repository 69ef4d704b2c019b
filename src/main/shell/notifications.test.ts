import { expect, it } from 'vitest'
import { trayExplanation, viewOfNotification, whyNotShown } from './notifications'

it('counts a notification that the system confirms as shown', () => {
  expect(whyNotShown('darwin', { said: 'shown' })).toBeNull()
})

it('counts silence as shown, except on macOS, which confirms what it shows', () => {
  expect(whyNotShown('linux', { said: 'nothing' })).toBeNull()
  expect(whyNotShown('win32', { said: 'nothing' })).toBeNull()
  expect(whyNotShown('darwin', { said: 'nothing' })).toMatch(/System Settings/)
})

it('names the reason of a failure, and on macOS the signature', () => {
  expect(whyNotShown('win32', { said: 'failed', reason: 'no toast' })).toContain('no toast')
  expect(whyNotShown('darwin', { said: 'failed', reason: 'denied' })).toMatch(/denied.+not signed/)
})

it('leads from a notification to its incident', () => {
  expect(viewOfNotification('clicks/PAYMENT 1')).toBe('#/incidents/clicks%2FPAYMENT%201')
  expect(viewOfNotification('test')).toBeNull()
})

it.each([
  ['darwin', 'menu bar'],
  ['win32', 'notification area'],
  ['linux', 'system tray'],
])('says where Millrace continues on %s', (platform, place) => {
  expect(trayExplanation(platform).text).toContain(place)
})
