import { Button, Code, CopyButton, Skeleton } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useAnswer } from '../../state/connection/use-answer'
import { Card } from '../../ui/card'
import { Problem } from '../../ui/problem'
import classes from './data-card.module.css'

export function DataCard() {
  const info = useAnswer('info', (api) => api.app.info())
  return (
    <Card title="Data directory">
      <div className={classes.body}>
        <p>Everything Millrace keeps: log, store, extracts, reports, dead letters, these settings.</p>
        {info.state === 'loading' && <Skeleton h={32} />}
        {info.state === 'failed' && <Problem title="It is not known" message={info.message} />}
        {info.state === 'live' && (
          <>
            <Code className={classes.path}>{info.value.dataDir}</Code>
            <CopyButton value={info.value.dataDir}>
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
      </div>
    </Card>
  )
}
