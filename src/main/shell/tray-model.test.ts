import { describe, expect, it } from 'vitest'
import { clickOpens, type DesktopStatus, NOTHING_KNOWN, trayIcon, trayItems, trayTooltip } from './tray-model'

const status = (part: Partial<DesktopStatus>): DesktopStatus => ({ ...NOTHING_KNOWN, ...part })
const incident = (id: string, sentence = `sentence of ${id}`) => ({ id, sentence })
const labels = (part: Partial<DesktopStatus>) =>
  trayItems(status(part)).map((item) => (item.kind === 'line' ? '-' : item.label))
const run = (part: Partial<DesktopStatus>, label: string) =>
  trayItems(status(part)).flatMap((item) => (item.kind === 'command' && item.label === label ? [item.run] : []))

describe('the tray', () => {
  it.each([
    ['flowing', 'flowing'],
    ['idle', 'flowing'],
    ['starting', 'flowing'],
    ['behind', 'behind'],
    ['blocked', 'behind'],
    ['troubled', 'behind'],
    ['held', 'stopped'],
    ['stopped', 'stopped'],
  ] as const)('shows %s as %s', (flow, icon) => {
    expect(trayIcon(status({ flow }))).toBe(icon)
    expect(trayIcon(status({ flow, incidents: [incident('a')] }))).toBe('incident')
  })

  it('opens the window on a click, except where a click opens the menu', () => {
    expect(['linux', 'win32', 'darwin'].map(clickOpens)).toEqual([true, true, false])
  })

  it('says the state on hover', () => {
    expect(trayTooltip(status({ flow: 'flowing' }))).toBe('Millrace: flowing')
    expect(trayTooltip(status({ flow: 'behind', incidents: [incident('a')] }))).toBe(
      'Millrace: behind, 1 open incident',
    )
    const incidents = [incident('a'), incident('b')]
    expect(trayTooltip(status({ incidents }))).toBe('Millrace: stopped, 2 open incidents')
  })

  it('offers to start a stopped pipeline, without figures', () => {
    expect(labels({})).toEqual([
      'Stopped',
      '-',
      'Open Millrace',
      'Live window',
      '-',
      'Start pipeline',
      'Settings…',
      '-',
      'Quit Millrace',
    ])
  })

  it('shows rate and lag, and the last report, of a running pipeline', () => {
    const window = Date.UTC(2026, 10, 23, 17, 3)
    const part: Partial<DesktopStatus> = {
      flow: 'flowing',
      eventsPerSecond: 2_001.4,
      lag: 12,
      lastReport: { dataset: 'user_interactions', window },
    }
    expect(labels(part)).toContain('About 2,000 events/s, 12 waiting')
    expect(labels(part)).toContain('Stop pipeline')
    expect(run(part, 'Last report: 17:03 UTC')).toEqual([
      { command: 'go', view: '#/reports/user_interactions/2026-11-23_17-03' },
    ])
  })

  it('lists the newest three open incidents', () => {
    const long = `Payments fail: ${'x'.repeat(80)}`
    const incidents = [incident('a/1', long), incident('b'), incident('c'), incident('d'), incident('e')]
    expect(run({ incidents }, 'sentence of b')).toEqual([{ command: 'go', view: '#/incidents/b' }])
    expect(labels({ incidents })).toContain(`${long.slice(0, 59)}…`)
    expect(run({ incidents }, '2 more…')).toEqual([{ command: 'go', view: '#/incidents' }])
    expect(labels({ incidents: incidents.slice(0, 3) })).not.toContain('0 more…')
  })
})
