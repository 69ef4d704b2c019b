import { expect, it } from 'vitest'
import { ABOUT } from './what-is-this-texts'

it('explains every card in two sentences', () => {
  for (const text of Object.values(ABOUT)) expect(text.match(/[.](?= |$)/g), text).toHaveLength(2)
})
