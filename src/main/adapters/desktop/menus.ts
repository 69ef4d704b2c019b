import type { Command, MenuEntry } from '@main/shell/menu-entry'
import type { Menu as MenuModel } from '@main/shell/menu-model'
import { badgeBitmap, trayBitmap } from '@main/shell/tray-image'
import { clickOpens, type DesktopStatus, type TrayIcon, trayIcon, trayItems, trayTooltip } from '@main/shell/tray-model'
import { Menu, type MenuItemConstructorOptions, type NativeImage, nativeImage, Tray } from 'electron'

type Run = (command: Command) => void

export function setMenu(model: readonly MenuModel[], run: Run): void {
  const template = model.map(({ label, role, entries }): MenuItemConstructorOptions => {
    return { label, submenu: entries.map((entry) => itemOf(entry, run)), ...(role && { role }) }
  })
  Menu.setApplicationMenu(Menu.buildFromTemplate(template))
}

function itemOf(entry: MenuEntry, run: Run): MenuItemConstructorOptions {
  if (entry.kind === 'line') return { type: 'separator' }
  if (entry.kind === 'words') return { label: entry.label, enabled: false }
  if (entry.kind === 'role') return { role: entry.role, ...(entry.label && { label: entry.label }) }
  const { label, accelerator } = entry
  return { label, click: () => run(entry.run), ...(accelerator && { accelerator }) }
}

/** Shows a status in the tray. Null when this desktop has no tray. */
export function openTray(run: Run): ((status: DesktopStatus) => void) | null {
  try {
    const tray = new Tray(imageOf((size) => trayBitmap('stopped', size)))
    let shown = ''
    let icon: TrayIcon | null = null
    if (clickOpens(process.platform)) tray.on('click', () => run({ command: 'show' }))
    return (status) => {
      const items = trayItems(status)
      const text = JSON.stringify(items)
      const next = trayIcon(status)
      if (next !== icon) tray.setImage(imageOf((size) => trayBitmap(next, size)))
      icon = next
      // A menu that is set again closes while the user reads it.
      if (text === shown) return
      shown = text
      tray.setToolTip(trayTooltip(status))
      tray.setContextMenu(Menu.buildFromTemplate(items.map((item) => itemOf(item, run))))
    }
  } catch {
    return null
  }
}

export function badgeImage(): NativeImage {
  return imageOf(badgeBitmap)
}

/** 16 points, also for screens with twice the pixels. */
function imageOf(draw: (size: number) => Uint8Array): NativeImage {
  const image = nativeImage.createFromBitmap(Buffer.from(draw(16)), { width: 16, height: 16 })
  image.addRepresentation({ scaleFactor: 2, width: 32, height: 32, buffer: Buffer.from(draw(32)) })
  return image
}
