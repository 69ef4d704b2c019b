import { TextInput } from '@mantine/core'
import type { Dataset } from '@shared/model/dataset'
import { IconSearch } from '@tabler/icons-react'
import { type FormEvent, useState } from 'react'
import { useCommand } from '../../state/connection/use-command'
import { hrefOfRows } from '../../state/route'

/** Finds an event by its id, and shows it among the rows of its minute. */
export function FindEvent({ dataset }: { dataset: Dataset }) {
  const [id, setId] = useState('')
  const [busy, setBusy] = useState(false)
  const command = useCommand()
  if (dataset.roles.id === undefined) return null
  const find = async (event: FormEvent) => {
    event.preventDefault()
    if (id.trim() === '' || busy) return
    setBusy(true)
    const found = await command('The event was not found', async (api) => {
      const place = await api.events.find({ dataset: dataset.name, id: id.trim() })
      return { place, trace: await api.events.trace({ dataset: dataset.name, ...place }) }
    })
    setBusy(false)
    if (found) window.location.assign(hrefOfRows(dataset.name, found.trace.window, { place: found.place }))
  }
  return (
    <search>
      <form onSubmit={(event) => void find(event)}>
        <TextInput
          aria-label="Find an event by its id"
          placeholder="Find by event id"
          leftSection={<IconSearch size={15} aria-hidden />}
          value={id}
          maxLength={200}
          spellCheck={false}
          data-loading={busy || undefined}
          onChange={(event) => setId(event.currentTarget.value)}
        />
      </form>
    </search>
  )
}
