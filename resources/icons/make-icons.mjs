#!/usr/bin/env node
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright'

/**
 * Draws every icon of the app from `icon.svg`. Run it after a change of the drawing: `node resources/icons/make-icons.mjs`.
 * Both containers hold PNG images: .ico since Windows Vista, .icns since macOS 10.7.
 */
const at = (name) => fileURLToPath(new URL(name, import.meta.url))
const drawing = readFileSync(at('icon.svg'), 'utf8')
const SIZES = [16, 24, 32, 48, 64, 128, 256, 512, 1024]
/** The types of Apple's format by pixel size; `@2x` types name half their size. */
const ICNS = [
  ['icp4', 16],
  ['icp5', 32],
  ['ic11', 32],
  ['ic12', 64],
  ['ic07', 128],
  ['ic13', 256],
  ['ic08', 256],
  ['ic14', 512],
  ['ic09', 512],
  ['ic10', 1024],
]
const ICO = [16, 24, 32, 48, 64, 128, 256]

const executablePath = process.env.MILLRACE_CHROMIUM ?? '/usr/bin/chromium'
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
const images = new Map()
for (const size of SIZES) {
  const page = await browser.newPage({ viewport: { width: size, height: size } })
  await page.setContent(`<style>body{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${drawing}`)
  images.set(size, await page.screenshot({ omitBackground: true }))
  await page.close()
}
await browser.close()

mkdirSync(at('icons'), { recursive: true })
for (const [size, image] of images) writeFileSync(at(`icons/${size}x${size}.png`), image)
writeFileSync(at('icon.icns'), icns())
writeFileSync(at('icon.ico'), ico())

function icns() {
  const entries = ICNS.map(([type, size]) => {
    const image = images.get(size)
    const head = Buffer.alloc(8)
    head.write(type, 0, 'latin1')
    head.writeUInt32BE(image.length + 8, 4)
    return Buffer.concat([head, image])
  })
  const head = Buffer.alloc(8)
  head.write('icns', 0, 'latin1')
  head.writeUInt32BE(8 + entries.reduce((sum, entry) => sum + entry.length, 0), 4)
  return Buffer.concat([head, ...entries])
}

function ico() {
  const head = Buffer.alloc(6 + 16 * ICO.length)
  head.writeUInt16LE(1, 2)
  head.writeUInt16LE(ICO.length, 4)
  let offset = head.length
  for (const [i, size] of ICO.entries()) {
    const image = images.get(size)
    const entry = 6 + 16 * i
    // 256 is written as 0.
    head.writeUInt8(size % 256, entry)
    head.writeUInt8(size % 256, entry + 1)
    head.writeUInt16LE(1, entry + 4)
    head.writeUInt16LE(32, entry + 6)
    head.writeUInt32LE(image.length, entry + 8)
    head.writeUInt32LE(offset, entry + 12)
    offset += image.length
  }
  return Buffer.concat([head, ...ICO.map((size) => images.get(size))])
}
