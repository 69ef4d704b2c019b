import { Button, Modal } from '@mantine/core'
import type { LetterSelection, ResendPreview } from '@shared/model/letter-resend'
import { useState } from 'react'
import { useAnswer } from '../../state/connection/use-answer'
import { useCommand } from '../../state/connection/use-command'
import dialog from '../../ui/dialog.module.css'
import { formatCount } from '../../ui/format/numbers'
import { Answer } from '../../widgets/answer'
import classes from './resend-dialog.module.css'
import { previewTitle } from './resend-words'

/** Shows how many letters would pass now, and sends them again after confirmation. */
export function ResendDialog({ selection, onClose }: { selection: LetterSelection; onClose(): void }) {
  const command = useCommand()
  const [starting, setStarting] = useState(false)
  const preview = useAnswer(JSON.stringify(selection), (api, signal) => api.deadLetters.preview(selection, { signal }))
  const send = async () => {
    setStarting(true)
    const resend = await command('The dead letters were not sent', (api) => api.deadLetters.resend(selection))
    setStarting(false)
    if (resend) onClose()
  }
  return (
    <Modal opened onClose={onClose} title="Send again" size={520}>
      <div className={dialog.form}>
        <section aria-label="Preview">
          <Answer of={preview} failed="The preview could not be loaded" height={44}>
            {(value) => <Preview preview={value} />}
          </Answer>
        </section>
        <p className={classes.note}>
          Each is sent once and followed until it is stored or dead again. The windows it belongs to are analysed again.
          You can cancel at any time.
        </p>
        <div className={dialog.foot}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            disabled={preview.state !== 'live' || preview.value.pass === 0}
            loading={starting}
            onClick={() => void send()}
            data-autofocus
          >
            Send again
          </Button>
        </div>
      </div>
    </Modal>
  )
}

function Preview({ preview }: { preview: ResendPreview }) {
  const { refused, letters } = preview
  return (
    <>
      <p className={classes.title}>{previewTitle(preview)}</p>
      {refused.length > 0 && (
        <ul className={classes.reasons}>
          {refused.map(({ reason, letters: count }) => (
            <li key={reason}>
              {letters > 1 && <strong>{formatCount(count)}: </strong>}
              {reason}
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
