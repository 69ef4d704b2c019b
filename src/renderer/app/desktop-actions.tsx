import { useMantineColorScheme } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { spotlight } from '@mantine/spotlight'
import { assertNever } from '@shared/model/assert-never'
import type { DesktopAction, OpenedFile } from '@shared/model/desktop'
import { useEffect } from 'react'
import type { Api } from '../state/connection/connection'
import { useApi, useConnectionStatus } from '../state/connection/connection-context'
import { useCommand } from '../state/connection/use-command'
import { useItems } from '../state/connection/use-feed'
import { openLiveWindow } from '../state/open-live-window'
import { readOpenedFile, setOpenedAccessLog } from '../state/opened-access-log'
import { hrefOf } from '../state/route'

/** Does what menu, tray, links and opened files ask of the main window, and tells main the theme. */
export function DesktopActions() {
  const api = useApi()
  const command = useCommand()
  const status = useConnectionStatus()
  const { colorScheme } = useMantineColorScheme()
  useItems('desktop', (desktop, signal) => desktop.desktop.actions(undefined, { signal }), {
    begin: () => undefined,
    item: (action) => run(action, (file) => void command(`${file.name} could not be imported`, importScenario(file))),
    failed: () => undefined,
  })
  const line = status.state === 'open' ? status.line : null
  useEffect(() => {
    if (line === null) return
    // It only decides the colour of the next window: a failure needs no words.
    api.desktop.theme({ theme: colorScheme }).catch(() => undefined)
  }, [api, line, colorScheme])
  return null
}

function run(action: DesktopAction, onScenario: (file: OpenedFile) => void): void {
  switch (action.action) {
    case 'go':
      window.location.assign(action.view)
      return
    case 'live-window':
      openLiveWindow()
      return
    case 'commands':
      spotlight.open()
      return
    case 'notice':
      notifications.show({ title: action.title, message: action.text, autoClose: 12_000 })
      return
    case 'open-file':
      if (action.file.kind === 'scenario') onScenario(action.file)
      else {
        setOpenedAccessLog(action.file)
        window.location.assign(hrefOf('replay'))
      }
      return
    default:
      assertNever(action)
  }
}

function importScenario(file: OpenedFile) {
  return async (api: Api) => {
    // Larger than any scenario: the call refuses it and says so.
    const body = await readOpenedFile(api, file, 0, file.bytes)
    const { scenario } = await api.scenarios.import({ file: new File([body], file.name) })
    window.location.assign(hrefOf('scenarios'))
    notifications.show({ title: 'Scenario imported', message: scenario?.name ?? file.name })
  }
}
