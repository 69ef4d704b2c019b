import type { Settings } from '@shared/model/settings'
import { useAnswer } from '../../state/connection/use-answer'
import { Card } from '../../ui/card'
import classes from './desktop-card.module.css'
import { SwitchSetting } from './switch-setting'

/** Settings of the desktop app; a browser does not show them. */
export function DesktopCard({ desktop }: { desktop: Settings['desktop'] }) {
  const answer = useAnswer('desktop info', (api) => api.desktop.info())
  const info = answer.state === 'live' ? answer.value : null
  return (
    <Card about="desktop" title="Desktop app" subtitle="on this machine">
      <SwitchSetting
        label="Keep running in the tray"
        sentence="Closing the window leaves the pipeline running. Quit from the tray or the menu."
        on={desktop.keepRunning}
        changeOf={(keepRunning) => ({ desktop: { keepRunning } })}
      />
      <SwitchSetting
        label="Start at login"
        sentence={info?.startAtLogin ?? 'Millrace starts in the tray when you log in.'}
        on={desktop.startAtLogin}
        disabled={typeof info?.startAtLogin === 'string'}
        changeOf={(startAtLogin) => ({ desktop: { startAtLogin } })}
      />
      {info?.secrets && <p className={classes.note}>{info.secrets}</p>}
    </Card>
  )
}
