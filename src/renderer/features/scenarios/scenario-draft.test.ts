import { Scenario } from '@shared/model/scenario'
import { describe, expect, it } from 'vitest'
import { checkDraft, draftOf, newDisturbance } from './scenario-draft'

const scenario = Scenario.parse({
  name: 'Everything at once',
  disturbances: [
    { kind: 'error-burst', types: ['PAYMENT'], startSeconds: 0, lengthSeconds: 600, errorRate: 0.15 },
    { kind: 'bad-deploy', startSeconds: 90, lengthSeconds: 5_400, errorRate: 0.07, factor: 1.8 },
    { kind: 'partial-outage', startSeconds: 1, lengthSeconds: 60, errorCode: 503, share: 0.29 },
    { kind: 'late', startSeconds: 0, lengthSeconds: 60, share: 0.1, delaySeconds: 90 },
    { kind: 'silence', types: ['SEARCH', 'CHECKOUT'], startSeconds: 0, lengthSeconds: 0.5 },
  ],
})

describe('a scenario draft', () => {
  it('stays the same when nothing was changed', () => {
    expect(checkDraft(draftOf(scenario))).toEqual({ scenario, problems: null })
  })

  it('accepts numbers with their units', () => {
    const row = newDisturbance('bad-deploy')
    const strengths = { ...row.strengths, errorRate: '12 %', factor: '3×' }
    const { scenario: written } = checkDraft({ name: ' Mine ', disturbances: [{ ...row, strengths }] })
    expect(written).toEqual({
      name: 'Mine',
      disturbances: [{ kind: 'bad-deploy', startSeconds: 0, lengthSeconds: 600, errorRate: 0.12, factor: 3 }],
    })
  })

  it('reports each problem at its field', () => {
    const burst = newDisturbance('error-burst')
    const spike = newDisturbance('spike')
    const { problems } = checkDraft({
      name: ' ',
      disturbances: [
        { ...burst, length: 'a while', strengths: { ...burst.strengths, errorRate: '120' } },
        { ...spike, length: '0', strengths: { ...spike.strengths, factor: '21' } },
      ],
    })
    expect(problems).toEqual({
      name: 'A scenario needs a name.',
      list: null,
      rows: [
        { length: 'Enter a time such as 90 s, 10 min or 1 h.', errorRate: 'Enter 0 to 100 %.' },
        { length: 'Enter a time such as 90 s, 10 min or 1 h.', factor: 'Enter 1 or more; at most 20 for a spike.' },
      ],
    })
  })

  it('needs a disturbance', () => {
    expect(checkDraft({ name: 'Nothing', disturbances: [] }).problems?.list).toBe('Add at least one disturbance.')
  })

  it('ignores the fields of other kinds', () => {
    const row = newDisturbance('silence')
    const strengths = { ...row.strengths, errorRate: 'nonsense' }
    expect(checkDraft({ name: 'Quiet', disturbances: [{ ...row, strengths }] }).problems).toBeNull()
  })
})
