import { createMemoryServiceLogs } from '@main/ports/fakes/memory-service-logs'
import { describe, expect, it } from 'vitest'
import { exportText } from './logs'

const ALL = { services: [], level: null, search: '' }

async function kept(count: number) {
  const logs = createMemoryServiceLogs()
  const lines = Array.from({ length: count }, (_, n) => ({
    time: `${1_764_032_061 + n}.004213877`,
    stream: 'out' as const,
    level: n % 2 === 0 ? ('info' as const) : null,
    text: `line ${n}`,
  }))
  await logs.append('kafka', 'c', lines)
  return logs
}

describe('an export of logs', () => {
  it('has all lines, oldest first, as text', async () => {
    const text = (await exportText(await kept(3), ALL)).join('')
    expect(text).toBe(
      '2025-11-25T00:54:21.004Z kafka INFO line 0\n' +
        '2025-11-25T00:54:22.004Z kafka - line 1\n' +
        '2025-11-25T00:54:23.004Z kafka INFO line 2\n',
    )
    expect((await exportText(await kept(0), ALL)).join('')).toBe('')
  })

  it('reads many pages', async () => {
    const text = (await exportText(await kept(25_000), ALL)).join('')
    const lines = text.trimEnd().split('\n')
    expect(lines).toHaveLength(25_000)
    expect(lines.map((line) => Number(line.split(' ').at(-1)))).toEqual(lines.map((_, n) => n))
  })

  it('is bounded, and reports that it was cut', async () => {
    const lines = (await exportText(await kept(25_000), ALL, 500_000)).join('').trimEnd().split('\n')
    expect(lines[0]).toContain('Older lines are left out')
    expect(lines.length).toBeGreaterThan(10_000)
    expect(lines.length).toBeLessThan(12_500)
    expect(lines.at(-1)).toContain('line 24999')
    expect(lines[1]).toMatch(/^2025-\S+ kafka (INFO|-) line \d+$/)
  })
})
