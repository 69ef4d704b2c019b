import { AlertRule, PIPELINE_RULE } from '@shared/model/alert'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { idFromName } from './id-from-name'
import { checkDraft, draftOf, NEW_RULE } from './rule-draft'

const measure = fc.constantFrom('error-rate' as const, 'volume' as const, 'latency' as const)
const rules: fc.Arbitrary<AlertRule> = fc
  .record({
    measures: fc.uniqueArray(measure, { minLength: 1 }),
    threshold: fc.option(
      fc.record({ bound: fc.constantFrom('above' as const, 'below' as const), percent: fc.nat(100) }),
    ),
    dataset: fc.option(fc.constant('user_interactions')),
    of: fc.constantFrom<AlertRule['of']>({ kind: 'any' }, { kind: 'together' }, { kind: 'types', types: ['A', 'B'] }),
    enabled: fc.boolean(),
  })
  .map(({ measures, threshold, dataset, of, enabled }) =>
    AlertRule.parse({
      id: 'a-rule',
      name: 'A rule',
      enabled,
      dataset,
      of,
      measures: threshold ? measures.slice(0, 1) : measures,
      when: threshold
        ? {
            kind: 'threshold',
            bound: threshold.bound,
            limit: measures[0] === 'error-rate' ? threshold.percent / 100 : threshold.percent,
            minEvents: measures[0] === 'volume' ? 1 : 20,
          }
        : { kind: 'anomalous' },
      channels: { app: true, desktop: false, webhooks: ['pager'] },
      silentUntil: null,
    }),
  )

it('keeps a rule unchanged when it is opened and saved', () => {
  fc.assert(
    fc.property(rules, (rule) => {
      expect(checkDraft(draftOf(rule), rule, [rule.id])).toEqual({ rule, problems: {} })
    }),
  )
})

it('keeps a rule about alarms unchanged, whatever was chosen for data before', () => {
  const rule = { ...PIPELINE_RULE, when: { kind: 'alarm' as const, alarms: ['lag' as const] } }
  expect(checkDraft(draftOf(rule), rule, [rule.id])).toEqual({ rule, problems: {} })
  const draft = { ...NEW_RULE, name: 'x', kind: 'alarm' as const, of: 'types' as const, measures: [], limit: '' }
  expect(checkDraft(draft, null, [])).toMatchObject({ rule: { when: { kind: 'alarm', alarms: [] } }, problems: {} })
})

it('reports what is missing or wrong', () => {
  const draft = { ...NEW_RULE, of: 'types' as const, limit: '120', minEvents: '1.5' }
  expect(checkDraft(draft, null, []).problems).toEqual({
    name: 'A rule needs a name.',
    types: 'Choose at least one type.',
    limit: 'Enter 0 to 100 %.',
    minEvents: 'Enter a whole number, 1 or more.',
  })
  expect(checkDraft({ ...NEW_RULE, kind: 'anomalous', name: 'x', measures: [] }, null, []).problems).toEqual({
    measures: 'Choose at least one measure.',
  })
  expect(
    checkDraft({ ...NEW_RULE, name: 'x', measure: 'latency', limit: 'fast' }, null, []).problems.limit,
  ).toBeDefined()
})

it('accepts a percentage in any notation', () => {
  const { rule } = checkDraft({ ...NEW_RULE, name: 'Errors', limit: '2,5' }, null, [])
  expect(rule?.when).toMatchObject({ limit: 0.025 })
})

it('makes unique ids that main accepts', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (name) => {
      expect(AlertRule.shape.id.safeParse(idFromName(name, [])).success).toBe(true)
      expect(idFromName(name, [idFromName(name, [])])).not.toBe(idFromName(name, []))
    }),
  )
})
