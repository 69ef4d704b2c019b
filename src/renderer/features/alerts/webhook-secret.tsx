import { Button, CopyButton, Modal } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import classes from './dialog.module.css'

/** Shows a webhook's secret; it cannot be shown again. */
export function WebhookSecret({ name, secret, onClose }: { name: string; secret: string; onClose(): void }) {
  return (
    <Modal
      opened
      onClose={onClose}
      title={`Secret of ${name}`}
      size={560}
      closeOnClickOutside={false}
      closeOnEscape={false}
    >
      <div className={classes.form}>
        <p>
          Copy it now: it is not shown again. With it, the receiver can check that a message is from Millrace and
          unchanged.
        </p>
        <div className={classes.secret}>
          <code>{secret}</code>
          <CopyButton value={secret}>
            {({ copied, copy }) => (
              <Button
                variant="default"
                size="xs"
                leftSection={copied ? <IconCheck {...ICON} /> : <IconCopy {...ICON} />}
                onClick={copy}
              >
                {copied ? 'Copied' : 'Copy'}
              </Button>
            )}
          </CopyButton>
        </div>
        <p className={classes.about}>
          The header <code>Millrace-Signature: t=seconds,v1=hex</code> carries the HMAC-SHA256 of{' '}
          <code>seconds.body</code> with this secret.
        </p>
        <div className={classes.foot}>
          <Button onClick={onClose}>Done</Button>
        </div>
      </div>
    </Modal>
  )
}

const ICON = { size: 14, 'aria-hidden': true } as const
