import { Modal, TextInput } from '@mantine/core'
import { countOf } from '@shared/lib/count-of'
import type { LetterSelection } from '@shared/model/letter-resend'
import { useState } from 'react'
import { useCommand } from '../../state/connection/use-command'
import dialog from '../../ui/dialog.module.css'
import { Form } from '../../ui/form'

interface DiscardDialogProps {
  selection: LetterSelection
  letters: number
  onClose(): void
}

/** Closes dead letters for good, with the reason that the user gives. */
export function DiscardDialog({ selection, letters, onClose }: DiscardDialogProps) {
  const command = useCommand()
  const [note, setNote] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const [saving, setSaving] = useState(false)
  const discard = async () => {
    if (note.trim() === '') return setProblem('Enter a reason, for those who look later.')
    setSaving(true)
    const done = await command('The dead letters were not discarded', (api) =>
      api.deadLetters.discard({ ...selection, note }),
    )
    setSaving(false)
    if (done) onClose()
  }
  return (
    <Modal opened onClose={onClose} title={`Discard ${countOf(letters, 'dead letter')}?`} size={480}>
      <Form className={dialog.form} submit="Discard" saving={saving} onSubmit={discard} onCancel={onClose}>
        <p>
          They are no longer open and cannot be sent again. They are kept with your reason, and exports contain them.
        </p>
        <TextInput
          label="Reason"
          placeholder="test data of the staging shop"
          maxLength={500}
          value={note}
          error={problem}
          data-autofocus
          onChange={(event) => {
            setNote(event.currentTarget.value)
            setProblem(null)
          }}
        />
      </Form>
    </Modal>
  )
}
