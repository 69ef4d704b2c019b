import { NativeSelect, TextInput, UnstyledButton } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { LogLevel, type Service, type ServiceId, type ServiceLogFilter } from '@shared/model/service'
import { IconSearch } from '@tabler/icons-react'
import { memo, useState } from 'react'
import classes from './log-filters.module.css'

/** A pause in typing, ms. */
const TYPING_MS = 250
const ALL = ''

const LEVELS: readonly { value: LogLevel | typeof ALL; label: string }[] = [
  { value: ALL, label: 'All levels' },
  { value: 'info', label: 'Info and up' },
  { value: 'warn', label: 'Warnings and up' },
  { value: 'error', label: 'Errors' },
]

interface LogFiltersProps {
  services: readonly Pick<Service, 'id' | 'title'>[]
  filter: ServiceLogFilter
  onChange(filter: ServiceLogFilter): void
}

/** Filters by service, level and text. */
export const LogFilters = memo(function LogFilters({ services, filter, onChange }: LogFiltersProps) {
  const toggle = (id: ServiceId) => {
    const chosen = filter.services.includes(id)
      ? filter.services.filter((other) => other !== id)
      : [...filter.services, id]
    onChange({ ...filter, services: chosen.length === services.length ? [] : chosen })
  }
  return (
    <>
      <fieldset className={classes.chips} aria-label="Services">
        <Chip on={filter.services.length === 0} onClick={() => onChange({ ...filter, services: [] })}>
          All services
        </Chip>
        {services.map(({ id, title }) => (
          <Chip key={id} on={filter.services.includes(id)} onClick={() => toggle(id)}>
            {title}
          </Chip>
        ))}
      </fieldset>
      <NativeSelect
        size="xs"
        className={classes.level ?? ''}
        aria-label="Level"
        value={filter.level ?? ALL}
        data={[...LEVELS]}
        onChange={(event) => {
          const level = LogLevel.safeParse(event.currentTarget.value)
          onChange({ ...filter, level: level.success ? level.data : null })
        }}
      />
      <Search search={filter.search} onChange={(search) => onChange({ ...filter, search })} />
    </>
  )
})

function Chip({ on, onClick, children }: { on: boolean; onClick(): void; children: string }) {
  return (
    <UnstyledButton className={classes.chip} aria-pressed={on} onClick={onClick}>
      {children}
    </UnstyledButton>
  )
}

function Search({ search, onChange }: { search: string; onChange(search: string): void }) {
  const [draft, setDraft] = useState(search)
  const changeSoon = useDebouncedCallback(onChange, TYPING_MS)
  return (
    <TextInput
      size="xs"
      className={classes.search ?? ''}
      aria-label="Search the lines"
      placeholder="Search"
      maxLength={200}
      leftSection={<IconSearch size={14} aria-hidden />}
      value={draft}
      onChange={(event) => {
        setDraft(event.currentTarget.value)
        changeSoon(event.currentTarget.value)
      }}
    />
  )
}
