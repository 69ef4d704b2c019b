import type { Dataset } from '@shared/model/dataset'
import { formatDuration } from '@shared/model/duration'
import type { Report } from '@shared/model/report'
import { windowName } from '@shared/model/window'
import { formatCount, formatPercent } from '../format/numbers'
import { formatDay, formatMinute } from '../format/time'
import { type BarsLayout, layoutBars, MOST_LYING, type Text } from './bars-layout'
import { reportTypes } from './report-types'

const WIDTH = 960
const BARS_HEIGHT = 380
const MARGIN = 32
const HEAD = 104
const FOOT = 28
/** Image pixels per CSS pixel, so that the image is sharp on any screen. */
const SCALE = 2

const COLORS: Record<Text['kind'], string> = {
  success: '--success-ink',
  error: '--error-ink',
  label: '--ink',
  rate: '--ink-soft',
}

/** The report as an image: title, figures and bars, in the current theme. */
export async function reportPng(report: Report, dataset: Dataset): Promise<File> {
  await document.fonts.ready
  const types = reportTypes(report, dataset.typeLabels)
  const layout = layoutBars(types, WIDTH - 2 * MARGIN, BARS_HEIGHT)
  const height = HEAD + layout.height + FOOT + MARGIN
  const canvas = document.createElement('canvas')
  canvas.width = WIDTH * SCALE
  canvas.height = height * SCALE
  const pen = canvas.getContext('2d')
  if (!pen) throw new Error('the browser gives no canvas')
  const { getPropertyValue, fontFamily } = stylesOf(document.body)
  pen.scale(SCALE, SCALE)
  pen.fillStyle = getPropertyValue('--card')
  pen.fillRect(0, 0, WIDTH, height)

  const write = (text: string, x: number, y: number, font: string, color: string, align: CanvasTextAlign = 'left') => {
    pen.font = `${font} ${fontFamily}`
    pen.fillStyle = getPropertyValue(color)
    pen.textAlign = align
    pen.fillText(text, x, y)
  }
  const start = Date.parse(report.window.start)
  const { rows, errors, seconds } = report.analysis
  write(`${dataset.title}, ${formatDay(start)} ${formatMinute(start)} UTC`, MARGIN, 44, '650 20px', '--ink')
  const figures = [
    `${formatCount(rows)} events`,
    `${formatCount(errors)} errors`,
    rows === 0 ? '' : `${formatPercent(errors / rows)} error rate`,
    `analysed in ${formatDuration(seconds * 1_000)}`,
    `revision ${report.revision}`,
    report.complete ? '' : 'incomplete',
  ]
  write(figures.filter((figure) => figure !== '').join('  ·  '), MARGIN, 70, '400 14px', '--ink-soft')

  pen.translate(MARGIN, HEAD)
  drawBars(pen, layout, getPropertyValue)
  for (const { text, x, y, kind, anchor } of layout.texts) {
    const weight = kind === 'success' || kind === 'error' ? 600 : 400
    write(text, x, y, `${weight} 12px`, COLORS[kind], anchor === 'middle' ? 'center' : anchor)
  }
  const left = layout.lying ? Math.max(0, types.length - MOST_LYING) : 0
  const note =
    left > 0
      ? `Success and error by event type; ${left} smaller types are not shown`
      : 'Success and error by event type'
  write(note, 0, layout.height + FOOT, '400 12px', '--ink-soft')
  write('Millrace', WIDTH - 2 * MARGIN, layout.height + FOOT, '600 12px', '--accent', 'right')

  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'))
  if (!blob) throw new Error('the image could not be made')
  return new File([blob], `${report.dataset}_${windowName(start)}.png`, { type: 'image/png' })
}

function drawBars(pen: CanvasRenderingContext2D, layout: BarsLayout, colorOf: (name: string) => string): void {
  for (const { kind, x, y, width, height } of layout.bars) {
    pen.fillStyle = colorOf(`--${kind}`)
    pen.beginPath()
    pen.roundRect(x, y, width, height, Math.min(3, height / 2, width / 2))
    pen.fill()
  }
}

function stylesOf(element: HTMLElement) {
  const styles = window.getComputedStyle(element)
  return { getPropertyValue: (name: string) => styles.getPropertyValue(name).trim(), fontFamily: styles.fontFamily }
}
