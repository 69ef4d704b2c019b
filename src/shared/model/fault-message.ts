import type { Fault } from './fault'

/** What each file beside the log holds, and what is different without it. */
const SIDE_FILES = {
  positions: {
    name: "The file of the sink's positions",
    without: 'Nothing is lost: the positions are read back from the store.',
  },
  ledger: {
    name: 'The index of windows',
    without: 'It is rebuilt from the reports; windows without a report are made again.',
  },
  bands: {
    name: 'The file of expected bands',
    without: 'Charts of past windows show no bands; new windows get theirs.',
  },
  incidents: {
    name: 'The file of incidents and notifications',
    without:
      'Past incidents and notifications that were not sent yet are gone. To get them back, stop Millrace and restore the file from a copy.',
  },
  'dead-letters': {
    name: 'The file of dead letters',
    without:
      'Earlier dead letters are gone, and windows that had some look incomplete. To get them back, stop Millrace and restore the file from a copy.',
  },
  'foreign-counts': {
    name: 'The file that counts the events of other producers',
    without:
      'Windows that hold such events look incomplete. To correct them, stop Millrace and restore the file from a copy.',
  },
  registry: {
    name: 'The schema registry',
    without: 'Without it the events in the log cannot be decoded. Stop Millrace and restore the file from a copy.',
  },
} as const

const PAST = { extract: 'extracted', analyse: 'analysed', report: 'reported' } as const

/** Says what happened and what to do next, in one or two plain sentences. */
export function faultMessage(f: Fault): string {
  switch (f.code) {
    case 'data-dir-in-use': {
      const who = f.pid === null ? 'another Millrace' : `another Millrace (pid ${f.pid})`
      const where = f.url === null ? '' : ` at ${f.url}`
      return `The data directory ${f.dir} is in use by ${who}${where}. Use that one, stop it, or choose another directory with --data-dir.`
    }
    case 'data-dir-newer':
      return `The data directory ${f.dir} was written by a newer Millrace (format ${f.found}; this one reads up to ${f.supported}). Nothing was changed. Update Millrace, or choose another directory with --data-dir.`
    case 'data-dir-not-writable':
      return `Millrace cannot write to ${f.dir} (${f.reason}). Make the directory writable, or choose another one with --data-dir.`
    case 'disk-full':
      return `The disk that holds ${f.dir} is full. Free some space; Millrace goes on by itself, and nothing acknowledged is lost.`
    case 'disk-error':
      return `The disk that holds ${f.dir} failed to read or write (${f.reason}). Nothing acknowledged is lost. A running Millrace tries again by itself; one that has ended can be started again. If this stays, check the disk, or move the directory to another one.`
    case 'settings-invalid':
      return `The settings file ${f.file} cannot be used: ${f.problem}. Correct it, or rename it to start with the defaults.`
    case 'port-taken':
      return `Port ${f.port} is used by ${f.by ?? 'another program'}. Stop it, or choose another port with --port (0 takes any free one).`
    case 'port-refused':
      return `Port ${f.port} cannot be used (${f.reason}). Choose another port with --port: 1024 or higher, or 0 for any free one.`
    case 'too-many-feeds':
      return `This window follows more than ${f.most} feeds at once, which no screen needs. Reload it.`
    case 'dataset-invalid':
      return `The dataset in ${f.dir} cannot be used: ${f.problem}. Correct its schema.avsc or dataset.json and start again.`
    case 'dataset-unusable':
      return `The dataset ${f.dataset} cannot be used (${f.problem}). Every other dataset goes on; correct its schema.avsc or dataset.json and start Millrace again.`
    case 'dataset-unknown':
      return `There is no dataset "${f.name}". Known datasets: ${f.known.join(', ')}.`
    case 'schema-incompatible':
      return `The new schema of ${f.subject} cannot read what was written with the old one: ${f.problem}. Give new fields a default, or use another dataset name.`
    case 'event-invalid':
      return `The event does not fit its schema: ${f.problem}.`
    case 'log-full':
      return `The log of ${f.topic} is full (${mb(f.bytes)} of ${mb(f.limit)}) with events the sink has not stored yet. The source waits; start the sink, or raise the log's limit in Settings.`
    case 'log-damaged':
      return `The log ${f.file} is damaged (${f.reason}). Restore it from a copy, or move it away to start an empty log; what is stored stays stored.`
    case 'file-damaged': {
      const { name, without } = SIDE_FILES[f.holds]
      if (f.aside !== null) {
        return `${name}, ${f.file}, was damaged (${f.reason}). Millrace set it aside as ${f.aside} and goes on without it. ${without}`
      }
      return f.holds === 'registry'
        ? `${name}, ${f.file}, is damaged (${f.reason}). ${without}`
        : `${name}, ${f.file}, is damaged (${f.reason}). Restart Millrace: it sets the file aside and goes on without it. ${without}`
    }
    case 'log-behind-store':
      return `The store already holds offset ${f.stored} of ${f.dataset}, partition ${f.partition}, but the log ends at ${f.logEnd}: the log has lost events, perhaps because an older copy was put back. Nothing stored is lost. Millrace opens the log again by itself and stores new events as usual; you need not do anything.`
    case 'log-remade':
      return `The topic ${f.topic} at ${f.address} was removed or made again. Millrace opens it as a new log by itself, and nothing stored is lost; you need not do anything.`
    case 'log-replaced':
      return `The log of ${f.dataset} is an older copy or another log: ${f.events.toLocaleString('en')} stored events are not in it. Nothing stored is lost, and new events are stored as usual; you need not do anything.`
    case 'store-unavailable':
      return `The store does not answer (${f.reason}). Millrace keeps trying; events wait in the log.`
    case 'store-unsupported':
      return `The embedded store (chDB) has no build for ${f.platform}. Use the Docker or external backend there.`
    case 'store-died':
      return `The store stopped unexpectedly (${f.exit}). Millrace restarts it; events wait in the log.`
    case 'store-rejected':
      return `The store refused the rows: ${f.reason}.`
    case 'object-missing':
      return `There is no object ${f.key}. It may have been removed from the data directory.`
    case 'report-missing':
      return `There is no report for ${f.window}. "millrace report" shows the latest one.`
    case 'window-failed':
      return `The window ${f.window} of ${f.dataset} could not be ${PAST[f.stage]}. ${f.reason} Millrace retries it; the other windows are not affected.`
    case 'window-lost':
      return `The extract of ${f.window} is gone, and its rows have left the store, so it cannot be extracted again. Put the Parquet object back if you have a copy.`
    case 'windows-of-unknown-dataset': {
      const which = f.datasets.map(({ name, windows }) => `${windows} of ${name}`).join(', ')
      return `Windows wait for a dataset that is missing (${which}). Put the dataset's folder back to have them reported; everything else goes on.`
    }
    case 'extract-cut-short':
      return `The store's answer for ${f.window} ended too early (${f.reason}). Millrace asks again by itself.`
    case 'extract-replaced':
      return `The extract of ${f.window} was replaced while it was being saved. Save it again.`
    case 'report-none-yet':
      return `There is no report of ${f.dataset} yet. The first comes within a minute of its first event; check --dataset and --data-dir if there should be one.`
    case 'replay-file-missing':
      return `There is no file ${f.file}. Check the path.`
    case 'replay-file-unreadable':
      return `The file ${f.file} cannot be read (${f.reason}). Check that it is a readable text file.`
    case 'replay-file-empty':
      return `The file ${f.file} is empty, so there is nothing to replay. Choose another file.`
    case 'replay-nothing-parsed':
      return `None of the ${f.lines.toLocaleString('en')} lines of ${f.file} fits ${f.dataset}. They are in the dead letters with their reasons; check that the file has the right format.`
    case 'replay-unsupported':
      return `Files cannot be replayed into ${f.dataset}; access_log takes Apache and nginx logs in the combined format.`
    case 'replay-running':
      return `${f.file} is being replayed already. Wait for it, or cancel it first.`
    case 'replay-unknown':
      return `There is no replay ${f.id}. It may have been cancelled.`
    case 'scenario-invalid':
      return `The scenario ${f.file} cannot be used: ${f.problem}. Correct it; docs/detection.md says what a scenario holds, and resources/scenarios has examples.`
    case 'scenario-unknown':
      return `There is no scenario "${f.id}". It may have been deleted; choose another one.`
    case 'score-running':
      return 'The detector is being scored already. Wait for it, or cancel it first.'
    case 'incident-unknown':
      return `There is no incident "${f.id}". It may be of another backend, or older than Millrace keeps them.`
    case 'event-unknown':
      return `There is no event ${f.which} in ${f.dataset}, neither in the log nor in the store. It may be older than both keep their events; an id has to be given whole, as an event’s own panel shows it.`
    case 'reanalysis-running':
      return 'Windows are being analysed again already. Wait until that is done, or cancel it first.'
    case 'alerts-invalid':
      return `The alerts cannot be set so: ${f.problem}.`
    case 'webhook-unknown':
      return `There is no webhook "${f.id}". It may have been removed; choose another one.`
    case 'upload-broken':
      return `The upload of ${f.file} broke off (${f.reason}). Choose the file again.`
    case 'engine-missing':
      return `No container engine was found (looked at ${f.looked.join(', ')}). Start Docker Desktop, Colima, Rancher Desktop or Podman, or set DOCKER_HOST; Millrace keeps looking.`
    case 'engine-denied':
      return `The container engine at ${f.socket} does not let you in. Add yourself to the group that owns the socket (usually "docker"), log in again, and start Millrace anew.`
    case 'engine-gone':
      return `The container engine at ${f.socket} does not answer (${f.reason}). Start it; Millrace goes on by itself.`
    case 'compose-invalid':
      return `The compose file ${f.file} cannot be used: ${f.problem}. Correct it and start again.`
    case 'service-unknown':
      return `There is no service "${f.name}". Known services: ${f.known.join(', ')}.`
    case 'image-refused':
      return `The image ${f.image} is in no service of the compose file, so Millrace does not touch it.`
    case 'image-missing':
      return `There is no image ${f.image} (${f.reason}). Check its name and tag in the compose file or in its variable.`
    case 'pull-failed':
      return `The image ${f.image} could not be pulled (${f.reason}). Check the connection, and start the service again: what was loaded is kept.`
    case 'build-failed':
      return `The image ${f.image} could not be built: ${f.reason}. Check the connection and its Dockerfile, and start the service again.`
    case 'service-port-taken': {
      const way =
        f.variable === null ? 'Stop it' : `Stop it, or use port ${f.free ?? 'another'} instead (${f.variable})`
      return `Port ${f.port}, which ${f.service} wants, is used by ${f.by ?? 'another program'}. ${way}.`
    }
    case 'service-start-failed':
      return `${f.service} could not be started: ${f.reason}. Correct that, and start it again.`
    case 'service-died': {
      const more =
        f.variable === null ? 'mem_limit in the compose file' : `${f.variable} in settings.json (services.variables)`
      const why = f.outOfMemory
        ? `was ended for using more than its memory${f.limitBytes === null ? '' : ` of ${mb(f.limitBytes)}`}. Raise ${more}`
        : `ended with code ${f.exitCode ?? '?'}. Look into its log`
      return `${f.service} ${why}, then start it again.${f.output === '' ? '' : ` It printed last: ${f.output}`}`
    }
    case 'service-unhealthy':
      return `${f.service} runs but does not pass its health check. Look into its log, or restart it.${f.output === '' ? '' : ` The check said: ${f.output}`}`
    case 'service-away':
      return `${f.service} is needed and is not healthy (${f.reason}). Start it on the Services screen, or with "millrace services start".`
    case 'services-late':
      return `Not healthy within ${f.seconds} s – ${f.services.join('; ')}. Look into their logs with "millrace services logs", or allow more time with --timeout.`
    case 'memory-short':
      return `The services may use ${mb(f.neededBytes)} and the engine has ${mb(f.availableBytes)}. Give the engine more memory, or lower the limits in the compose file's variables.`
    case 'secrets-closed':
      return `The secrets in ${f.file} cannot be opened: ${f.reason}. Go on where they were made, or use another data directory. Or move the file away: then services get new passwords (remove them with their data first), and webhooks need their addresses again.`
    case 'log-unavailable':
      return `Kafka at ${f.address} does not answer (${f.reason}). Millrace keeps trying; nothing acknowledged is lost.`
    case 'log-taken':
      return `Another Millrace has begun to write to the log at ${f.address}, so this one has stopped: two would spoil each other's counts. Stop the source of one of them.`
    case 'registry-unavailable':
      return `The schema registry at ${f.address} does not answer (${f.reason}). Millrace keeps trying.`
    case 'objects-unavailable':
      return `The object store at ${f.address} does not answer (${f.reason}). Millrace keeps trying; windows wait.`
    case 'connect-unavailable':
      return f.status === undefined
        ? `Kafka Connect at ${f.address} does not answer (${f.reason}). Millrace keeps trying; events wait in the log.`
        : `Kafka Connect at ${f.address} answers with an error (${f.status}: ${f.reason}). Millrace keeps trying; events wait in the log. See the service’s log for the cause.`
    case 'sink-needs-docker':
      return `Kafka Connect runs as a service of the Docker backend, and the ${f.backend} backend is chosen. Choose the Docker backend first, or stay with the built-in sink.`
    case 'connector-failed':
      return `The connector ${f.connector} failed: ${f.reason}. Millrace restarts it; choose the built-in sink in Settings if it stays.`
    case 'stage-failed':
      return `${f.stage} failed: ${f.reason}. Millrace tries again by itself; if it stays, the logs folder of the data directory has the details.`
  }
}

function mb(bytes: number): string {
  return `${Math.round(bytes / 1e6).toLocaleString('en')} MB`
}
