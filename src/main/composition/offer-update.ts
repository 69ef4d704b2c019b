import type { Updater } from '@main/ports/updater'

export interface UpdateSurface {
  /** Resolves to whether the user chose the first button. */
  ask(message: string, detail: string, ...buttons: string[]): Promise<boolean>
  tell(words: { readonly title: string; readonly detail: string }): void
  quit(): void
}

/** Looks for a newer release, and asks before the download and before the app quits to install it. */
export async function offerUpdate(updater: Updater, surface: UpdateSurface): Promise<void> {
  try {
    const version = await updater.check()
    if (version === null) return surface.tell({ title: 'This is the newest version', detail: '' })
    const about = 'The pipeline keeps running during the download.'
    if (!(await surface.ask(`Download Millrace ${version}?`, about, 'Download', 'Not now'))) return
    await updater.download()
    await updater.installOnQuit()
    const ready = 'It is installed when Millrace quits. Events and reports stay as they are.'
    if (await surface.ask(`Millrace ${version} is ready`, ready, 'Quit and install', 'Later')) surface.quit()
  } catch (thrown) {
    const detail = `${thrown instanceof Error ? thrown.message : String(thrown)}. Try again later.`
    surface.tell({ title: 'The update could not be loaded', detail })
  }
}
