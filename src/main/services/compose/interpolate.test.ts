import { describe, expect, it } from 'vitest'
import { parseTemplate, render, variablesOf } from './interpolate'

const rendered = (text: string, values = {}) => render(parseTemplate(text), values)

describe('interpolation', () => {
  it.each([
    ['$A ${A} $$A', { A: '1' }, '1 1 $A'],
    ['${A}', {}, ''],
    ['${A:--Xms1m -Xmx2m}', {}, '-Xms1m -Xmx2m'],
    ['${A:-x}', { A: '' }, 'x'],
    ['${A-x}', { A: '' }, ''],
    ['${A:-${B:-c}}d', {}, 'cd'],
    ['${A:-${B:-c}}', { B: 'b' }, 'b'],
    ['${A:+x}y', { A: '1' }, 'xy'],
    ['${A:+x}y', { A: '' }, 'y'],
    ['{"a": "$$b"}', {}, '{"a": "$b"}'],
  ])('%s', (text, values, expected) => expect(rendered(text, values)).toBe(expected))

  it('says which variable to set', () => {
    expect(() => rendered('${A:?run "x" first}')).toThrow('needs the variable A: run "x" first')
    expect(rendered('${A:?x}', { A: '1' })).toBe('1')
  })

  it('names every variable with its default', () => {
    expect(variablesOf(parseTemplate('${A:-1}:$B:${C:?x}:${D:-${E}}'))).toEqual([
      { name: 'A', default: '1', required: false },
      { name: 'B', default: null, required: false },
      { name: 'C', default: null, required: true },
      { name: 'D', default: '', required: false },
      { name: 'E', default: null, required: false },
    ])
  })
})
