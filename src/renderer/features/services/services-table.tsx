import { Progress } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import type { Service, ServiceId, ServiceStatus, ServicesStatus } from '@shared/model/service'
import { Fragment, type KeyboardEvent, useCallback, useMemo, useRef, useState } from 'react'
import { useFeed } from '../../state/connection/use-feed'
import { useServicesSwitch } from '../../state/use-services-switch'
import { EverySecond } from '../../ui/every-second'
import { ProfileRow } from './profile-row'
import { ProfileSwitches } from './profile-switches'
import { type Removal, RemoveDialog } from './remove-dialog'
import { ServiceRow } from './service-row'
import classes from './services-table.module.css'
import { pullWords } from './state-words'

interface ServicesTableProps {
  status: ServicesStatus
  onLogs(service: Pick<Service, 'id'>): void
}

/** One row per service. The names are buttons that open the details, and handle the keyboard shortcuts of the row. */
export function ServicesTable({ status: { services, profiles, engine, pulling }, onLogs }: ServicesTableProps) {
  const usage = useFeed('services usage', (api, signal) => api.services.usage(undefined, { signal }))
  const samples = usage.state === 'live' ? usage.value : {}
  const control = useServicesSwitch()
  const narrow = useMediaQuery('(max-width: 1279px)') ?? false
  const [open, setOpen] = useState<ServiceId | null>(null)
  const [removal, setRemoval] = useState<Removal | null>(null)
  const body = useRef<HTMLTableElement>(null)
  const said = JSON.stringify(services.map(({ service: { id, title } }) => [id, title]))
  const titleOf = useMemo(() => {
    const titles = new Map<ServiceId, string>(JSON.parse(said))
    return (id: ServiceId) => titles.get(id) ?? id
  }, [said])
  const pulls = services.filter(({ state }) => state.state === 'pulling').length

  const toggle = useCallback((id: ServiceId) => setOpen((now) => (now === id ? null : id)), [])
  const moveFocus = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
    const names = [...(body.current?.querySelectorAll<HTMLElement>('[data-row]') ?? [])]
    const at = names.findIndex((name) => name.matches(':focus'))
    if (at < 0) return
    event.preventDefault()
    names[at + (event.key === 'ArrowDown' ? 1 : -1)]?.focus()
  }
  const enabled = engine.state === 'connected'
  const row = (status: ServiceStatus) => (
    <ServiceRow
      key={status.service.id}
      status={status}
      samples={samples[status.service.id] ?? NONE}
      titleOf={titleOf}
      narrow={narrow}
      enabled={enabled}
      opened={open === status.service.id}
      control={control}
      onToggle={toggle}
      onLogs={onLogs}
      onRemove={setRemoval}
    />
  )
  return (
    <section className={classes.card} aria-label="All services">
      {pulling !== null && pulls > 1 && (
        <div className={classes.pulling}>
          <span>
            <strong>All {pulls} images</strong> {pullWords(pulling)}
          </span>
          <Progress
            value={pulling.total === 0 ? 0 : (pulling.done / pulling.total) * 100}
            size="sm"
            aria-label="Progress of all images"
          />
        </div>
      )}
      <table className={classes.table} ref={body} onKeyDown={moveFocus}>
        <thead>
          <tr>
            <th scope="col" className={classes.name}>
              Service
            </th>
            <th scope="col">State</th>
            <th scope="col" className={classes.cpu}>
              CPU, 5 min
            </th>
            <th scope="col" className={classes.memory}>
              {narrow ? 'Memory' : 'Memory of its limit'}
            </th>
            {!narrow && (
              <th scope="col" className={classes.network}>
                Network
              </th>
            )}
            <th scope="col" className={classes.ports}>
              Ports
            </th>
            <th scope="col" className={classes.actions}>
              <span className={classes.hidden}>Actions</span>
            </th>
          </tr>
        </thead>
        <EverySecond>
          {services.filter(({ service }) => service.profiles.length === 0).map(row)}
          {profiles.map((profile) => {
            const own = services.filter(({ service }) => service.profiles[0] === profile.name)
            if (own.length === 0) return null
            return (
              <Fragment key={profile.name}>
                <ProfileRow profile={profile} services={own} columns={narrow ? 6 : 7} enabled={enabled} />
                {own.map(row)}
              </Fragment>
            )
          })}
        </EverySecond>
      </table>
      <div className={classes.foot}>
        <ProfileSwitches profiles={profiles} />
        <p className={classes.keys}>
          On a row: <kbd>S</kbd> start <kbd>X</kbd> stop <kbd>R</kbd> restart <kbd>L</kbd> logs
        </p>
      </div>
      <RemoveDialog removal={removal} onClose={() => setRemoval(null)} />
    </section>
  )
}

const NONE: [] = []
