import { ActionIcon, Button, Menu } from '@mantine/core'
import type { ServicesStatus } from '@shared/model/service'
import { IconDots, IconKey, IconTrash, IconTrashX } from '@tabler/icons-react'
import { useState } from 'react'
import { useCommand } from '../../state/connection/use-command'
import { countStandings, type Standing } from '../../state/service-attention'
import { useServicesSwitch } from '../../state/use-services-switch'
import { ScreenHead } from '../../ui/screen-head'
import { CredentialsDialog } from './credentials-dialog'
import { PreflightDialog } from './preflight-dialog'
import { type Removal, RemoveDialog } from './remove-dialog'
import classes from './services-head.module.css'

const COUNTS: readonly { standing: Standing; words(count: number): string }[] = [
  { standing: 'healthy', words: () => 'healthy' },
  { standing: 'under-way', words: () => 'in progress' },
  { standing: 'needs-you', words: (count) => (count === 1 ? 'needs attention' : 'need attention') },
]

type Dialog = 'preflight' | 'credentials' | Removal

/** The state of the services in three numbers, and the actions for all of them. */
export function ServicesHead({ status }: { status: ServicesStatus | null }) {
  const services = useServicesSwitch()
  const command = useCommand()
  const [dialog, setDialog] = useState<Dialog | null>(null)
  const [checking, setChecking] = useState(false)
  const close = () => setDialog(null)
  const all = status?.services ?? []
  const ready = status?.engine.state === 'connected'
  const someOn = all.some(({ wanted }) => wanted)
  const someOff = all.some(({ wanted, state }) => !wanted || state.state === 'failed')

  const start = async () => {
    if (all.some(({ state }) => state.state !== 'missing')) return services.start()
    // Before the very first start, show the problems that the start would have.
    setChecking(true)
    const preflight = await command('The check before start failed', (api) => api.services.preflight())
    setChecking(false)
    if (preflight?.ready) services.start()
    else setDialog('preflight')
  }
  return (
    <>
      <ScreenHead what="services" title="Services" about={status && ready && <Counts status={status} />}>
        <Button variant="default" disabled={!ready} onClick={() => setDialog('preflight')}>
          Check before start
        </Button>
        <Button variant="default" disabled={!ready || !someOn} onClick={() => services.stop()}>
          Stop all
        </Button>
        <Button disabled={!ready || !someOff} loading={checking} onClick={() => void start()}>
          Start all
        </Button>
        <Menu position="bottom-end" width={230}>
          <Menu.Target>
            <ActionIcon variant="default" size={36} aria-label="More about all services" disabled={!status}>
              <IconDots size={18} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<IconKey size={15} aria-hidden />} onClick={() => setDialog('credentials')}>
              Credentials…
            </Menu.Item>
            <Menu.Divider />
            <Menu.Item
              leftSection={<IconTrash size={15} aria-hidden />}
              disabled={!ready}
              onClick={() => setDialog({ services: all, withData: false })}
            >
              Remove all containers…
            </Menu.Item>
            <Menu.Item
              className={classes.danger}
              leftSection={<IconTrashX size={15} aria-hidden />}
              disabled={!ready}
              onClick={() => setDialog({ services: all, withData: true })}
            >
              Remove all with data…
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </ScreenHead>
      <PreflightDialog opened={dialog === 'preflight'} services={all} onClose={close} />
      <CredentialsDialog opened={dialog === 'credentials'} services={all} onClose={close} />
      <RemoveDialog removal={typeof dialog === 'object' ? dialog : null} onClose={close} />
    </>
  )
}

function Counts({ status }: { status: ServicesStatus }) {
  const counts = countStandings(status.services)
  return (
    <span className={classes.counts}>
      {COUNTS.filter(({ standing }) => counts[standing] > 0).map(({ standing, words }) => (
        <span key={standing} className={classes.count} data-standing={standing}>
          <strong>{counts[standing]}</strong> {words(counts[standing])}
        </span>
      ))}
    </span>
  )
}
