import { MantineProvider } from '@mantine/core'
import type { ReactNode } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import type { Feed } from '../state/connection/use-feed'
import { Answer } from './answer'

const shown = (of: Feed<readonly string[]>, empty?: ReactNode) =>
  renderToStaticMarkup(
    <MantineProvider>
      <Answer of={of} failed="The names could not be loaded" height={80} empty={empty}>
        {(names) => <ul>{names.join()}</ul>}
      </Answer>
    </MantineProvider>,
  )

it('keeps its space while it loads', () => {
  const markup = shown({ state: 'loading' })
  expect(markup).toMatch(/Skeleton/)
  expect(markup).toContain('5rem')
})

it('names what failed, and why', () => {
  const markup = shown({ state: 'failed', message: 'The store is stopped.' })
  expect(markup).toContain('role="alert"')
  expect(markup).toContain('The names could not be loaded')
  expect(markup).toContain('The store is stopped.')
})

it('shows the value', () => {
  expect(shown({ state: 'live', value: ['a', 'b'] }, <p>None</p>)).toContain('<ul>a,b</ul>')
})

it('replaces an empty list with its `empty` content', () => {
  expect(shown({ state: 'live', value: [] }, <p>None</p>)).toContain('<p>None</p>')
  expect(shown({ state: 'live', value: [] })).toContain('<ul></ul>')
})

it('shows a failure in the way that the screen gives', () => {
  const markup = renderToStaticMarkup(
    <MantineProvider>
      <Answer
        of={{ state: 'failed', message: 'The store is stopped.' }}
        failed="The names could not be loaded"
        height={80}
        problem={(title, message) => <p>{`${title}: ${message}`}</p>}
      >
        {() => null}
      </Answer>
    </MantineProvider>,
  )
  expect(markup).toContain('<p>The names could not be loaded: The store is stopped.</p>')
  expect(markup).not.toContain('role="alert"')
})
