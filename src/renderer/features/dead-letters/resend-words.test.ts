import type { Resend } from '@shared/model/letter-resend'
import { expect, it } from 'vitest'
import { previewTitle, resendNote, resendShare, resendTitle } from './resend-words'

const RESEND: Resend = {
  id: 'a',
  dataset: 'orders',
  reason: null,
  state: 'running',
  counts: { waiting: 4_000, sent: 500, stored: 5_000, dead: 500, kept: 0 },
  startedAt: 0,
  endedAt: null,
  problem: null,
}

it('says what has become of the letters', () => {
  expect(resendTitle(RESEND)).toBe('Sending 10,000 dead letters of orders again')
  expect(resendNote(RESEND)).toBe('5,000 stored · 500 dead again · 500 on their way · 4,000 waiting')
  expect(resendShare(RESEND.counts)).toBe(0.55)
  const over: Resend = { ...RESEND, state: 'cancelled', counts: { waiting: 0, sent: 0, stored: 1, dead: 0, kept: 1 } }
  expect(resendTitle(over)).toBe('Cancelled: 2 dead letters of orders')
  expect(resendNote({ ...over, problem: 'The store is away.' })).toBe(
    '1 stored · 0 dead again · 1 open as before. The store is away.',
  )
})

it.each([
  [{ letters: 1, tried: 1, pass: 1 }, 'It would pass now.'],
  [{ letters: 1, tried: 1, pass: 0 }, 'It would not pass now.'],
  [{ letters: 20, tried: 20, pass: 20 }, 'All 20 would pass now.'],
  [{ letters: 20, tried: 20, pass: 3 }, '3 of 20 would pass now.'],
  [{ letters: 20, tried: 20, pass: 0 }, 'None of 20 would pass now.'],
  [{ letters: 200_000, tried: 100_000, pass: 7 }, '7 of the oldest 100,000 of 200,000 would pass now.'],
])('%j', (preview, title) => {
  expect(previewTitle({ ...preview, refused: [] })).toBe(title)
})
