import { Button, Code, CopyButton } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useAnswer } from '../../state/connection/use-answer'
import { Card } from '../../ui/card'
import { Answer } from '../../widgets/answer'
import classes from './data-directory-card.module.css'

export function DataDirectoryCard() {
  const info = useAnswer('info', (api) => api.app.info())
  return (
    <Card about="data-directory" title="Data directory">
      <div className={classes.body}>
        <p>Where Millrace keeps the log, store, extracts, reports, dead letters and these settings.</p>
        <Answer of={info} failed="The data directory could not be loaded" height={32}>
          {(value) => (
            <>
              <Code className={classes.path}>{value.dataDir}</Code>
              <CopyButton value={value.dataDir}>
                {({ copied, copy }) => (
                  <Button
                    variant="default"
                    size="xs"
                    onClick={copy}
                    leftSection={copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
                  >
                    {copied ? 'Copied' : 'Copy path'}
                  </Button>
                )}
              </CopyButton>
            </>
          )}
        </Answer>
      </div>
    </Card>
  )
}
