import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  backgroundOf,
  boundsFor,
  type Place,
  stoppingPage,
  WINDOWS,
  WindowState,
  windowOptions,
  withPlace,
} from './window-placement'

const SCREEN = { x: 0, y: 25, width: 1920, height: 1055 }
const SECOND = { x: 1920, y: 0, width: 1280, height: 1024 }
const at = (x: number, y: number, width = 1000, height = 700): Place => ({
  bounds: { x, y, width, height },
  maximized: false,
})
const NOWHERE: Place = { bounds: null, maximized: false }

describe('the place of a window', () => {
  it('is where it was, on whichever display that is', () => {
    expect(boundsFor('main', at(100, 100), [SCREEN, SECOND])).toEqual({ x: 100, y: 100, width: 1000, height: 700 })
    expect(boundsFor('main', at(2000, 40), [SCREEN, SECOND])).toEqual({ x: 2000, y: 40, width: 1000, height: 700 })
  })

  it('is chosen by the system when its display is gone', () => {
    expect(boundsFor('main', at(2000, 40), [SCREEN])).toEqual({ width: 1440, height: 900 })
  })

  it.each([
    ['mostly left of the display', at(-950, 100)],
    ['mostly right of it', at(1850, 100)],
    ['above it', at(100, -400)],
    ['below it', at(100, 1075)],
  ])('is chosen by the system when it was %s', (_, place) =>
    expect(boundsFor('main', place, [SCREEN])).toEqual({ width: 1440, height: 900 }),
  )

  it('stays below a bar at the top, and may reach over an edge', () => {
    expect(boundsFor('main', at(-200, 10), [SCREEN])).toEqual({ x: -200, y: 25, width: 1000, height: 700 })
  })

  it('is never smaller than the smallest size, nor larger than the display', () => {
    expect(boundsFor('main', at(0, 30, 200, 100), [SCREEN])).toMatchObject({ width: 900, height: 600 })
    expect(boundsFor('main', at(0, 30, 4000, 3000), [SCREEN])).toMatchObject({ width: 1920, height: 1055 })
    expect(boundsFor('main', NOWHERE, [{ x: 0, y: 0, width: 1024, height: 700 }])).toEqual({ width: 1024, height: 700 })
  })

  it('is the usual size without any display', () => {
    expect(boundsFor('live', NOWHERE, [])).toEqual({ width: WINDOWS.live.width, height: WINDOWS.live.height })
  })
})

describe('the kept state', () => {
  it('is complete without a file, and repairs each damaged value alone', () => {
    const fresh = WindowState.parse({})
    expect(fresh).toEqual({ main: NOWHERE, live: NOWHERE, zoomLevel: 0, theme: 'auto', trayExplained: false })
    expect(WindowState.parse({ theme: 'pink', zoomLevel: 99, live: 3, main: at(1, 2) })).toEqual({
      ...fresh,
      main: at(1, 2),
    })
    expect(WindowState.parse({ main: { bounds: { x: 'left' }, maximized: true } }).main).toEqual({
      bounds: null,
      maximized: true,
    })
    expect(WindowState.parse('nonsense')).toEqual(fresh)
    expect(WindowState.parse({ trayExplained: 'yes', main: { maximized: 1 } })).toEqual(fresh)
  })

  it('keeps the place of each window', () => {
    const state = withPlace(WindowState.parse({}), 'live', at(5, 6))
    expect(state.live).toEqual(at(5, 6))
    expect(state.main).toEqual(NOWHERE)
  })
})

describe('the colour behind the page', () => {
  it.each([
    ['light', true, '#f6f7f9'],
    ['dark', false, '#101316'],
    ['auto', true, '#101316'],
    ['auto', false, '#f6f7f9'],
  ] as const)('follows the theme %s when the system is dark: %s', (theme, systemDark, colour) =>
    expect(backgroundOf(theme, systemDark)).toBe(colour),
  )

  it('is the colour of the page itself', () => {
    const tokens = readFileSync(new URL('../../renderer/tokens.css', import.meta.url), 'utf8')
    const pages = [...tokens.matchAll(/--page: (#\w+)/g)].map(([, colour]) => colour)
    expect(pages).toEqual([backgroundOf('light', false), backgroundOf('dark', false)])
  })

  it('is also that of the stopping window, which has no scripts', () => {
    const page = decodeURIComponent(stoppingPage('dark', false))
    expect(page).toContain('#101316')
    expect(page).toContain('Stopping…')
    expect(page).not.toContain('<script')
    expect(decodeURIComponent(stoppingPage('auto', false))).toContain('#f6f7f9')
  })
})

it('opens hidden, at its place, in the colour of the page', () => {
  const state = withPlace({ ...WindowState.parse({}), theme: 'dark' }, 'live', at(10, 30))
  expect(windowOptions('live', state, [SCREEN], false)).toMatchObject({
    x: 10,
    minWidth: WINDOWS.live.minWidth,
    show: false,
    backgroundColor: '#101316',
  })
})
