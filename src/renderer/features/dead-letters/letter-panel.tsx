import { Button, Group, SegmentedControl } from '@mantine/core'
import type { DeadLetter } from '@shared/model/dead-letter'
import { IconDownload } from '@tabler/icons-react'
import { useState } from 'react'
import { useAnswer } from '../../state/connection/use-answer'
import { hrefOf, hrefOfRows } from '../../state/route'
import { formatBytes, formatCount } from '../../ui/format/numbers'
import { formatDay, formatMinute, formatSecond } from '../../ui/format/time'
import { hexDump } from '../../ui/hex-dump'
import { saveFile } from '../../ui/save-file'
import { ScreenLink } from '../../ui/screen-link'
import { ScrollText } from '../../ui/scroll-text'
import { Answer } from '../../widgets/answer'
import { SidePanel } from '../../widgets/list-panel/side-panel'
import { DiscardDialog } from './discard-dialog'
import classes from './letter-panel.module.css'
import { positionWords } from './position-words'
import { ResendDialog } from './resend-dialog'
import { stateWords } from './resend-words'

/** At most this many bytes are shown; saving has all of them. */
const SHOWN_BYTES = 65_536

type View = 'text' | 'hex'

export function LetterPanel({ letter, onClose }: { letter: DeadLetter; onClose(): void }) {
  const [dialog, setDialog] = useState<'resend' | 'discard' | null>(null)
  const selection = { dataset: letter.dataset, ids: [letter.id] }
  const decided = stateWords(letter)
  const [view, setView] = useState<View>('text')
  const body = useAnswer(`dead letter ${letter.id}`, async (api) => {
    const file = await api.deadLetters.body({ id: letter.id })
    return { file, bytes: new Uint8Array(await file.slice(0, SHOWN_BYTES).arrayBuffer()) }
  })
  return (
    <SidePanel about="dead-letter" title={`Dead letter ${letter.id}`} closeLabel="Close dead letter" close={onClose}>
      <div className={classes.body}>
        <p className={classes.reason}>{letter.reason}</p>
        {decided !== null && <p className={classes.decided}>{decided}</p>}
        {letter.state === 'open' && (
          <Group gap={8}>
            <Button variant="default" size="xs" onClick={() => setDialog('resend')}>
              Send again…
            </Button>
            <Button variant="default" size="xs" onClick={() => setDialog('discard')}>
              Discard…
            </Button>
          </Group>
        )}
        {dialog === 'resend' && <ResendDialog selection={selection} onClose={() => setDialog(null)} />}
        {dialog === 'discard' && <DiscardDialog selection={selection} letters={1} onClose={() => setDialog(null)} />}
        <Facts letter={letter} />
        <Answer of={body} failed="The record could not be loaded" height={200}>
          {(value) => (
            <>
              <div className={classes.tools}>
                <SegmentedControl
                  size="xs"
                  aria-label="Show the record as"
                  value={view}
                  data={[
                    { value: 'text', label: 'Text' },
                    { value: 'hex', label: 'Hex' },
                  ]}
                  onChange={(next) => setView(next === 'hex' ? 'hex' : 'text')}
                />
                <Button
                  variant="default"
                  size="xs"
                  leftSection={<IconDownload size={14} aria-hidden />}
                  onClick={() => saveFile(value.file)}
                >
                  Download
                </Button>
              </div>
              <ScrollText
                label="Whole record"
                text={view === 'hex' ? hexDump(value.bytes) : new TextDecoder().decode(value.bytes)}
                lines={view === 'hex' ? 'whole' : 'broken'}
              />
              {value.file.size > SHOWN_BYTES && (
                <p className={classes.note}>
                  The first {formatBytes(SHOWN_BYTES)} of {formatBytes(value.file.size)}; the download has all of it.
                </p>
              )}
            </>
          )}
        </Answer>
      </div>
    </SidePanel>
  )
}

function Facts({ letter }: { letter: DeadLetter }) {
  const { at, dataset, place, bytes, window } = letter
  return (
    <dl className={classes.facts}>
      <dt>Found</dt>
      <dd>
        {formatDay(at)} {formatSecond(at)} UTC
      </dd>
      <dt>Position</dt>
      <dd>
        {place.kind === 'log' ? (
          <ScreenLink href={hrefOfRows(dataset, window, { place })}>{positionWords(place)}</ScreenLink>
        ) : (
          positionWords(place)
        )}
      </dd>
      <dt>Dataset</dt>
      <dd>{dataset}</dd>
      <dt>Size</dt>
      <dd>{formatCount(bytes)} bytes</dd>
      {window !== null && (
        <>
          <dt>Window</dt>
          <dd>
            <ScreenLink href={hrefOf('reports', dataset, window)}>
              {formatDay(window)} {formatMinute(window)}
            </ScreenLink>
          </dd>
        </>
      )}
    </dl>
  )
}
