/** Words of `docs/glossary.md` that a user meets on screen, in alphabetical order. */
export const TERMS: readonly { readonly term: string; readonly meaning: string }[] = [
  { term: 'anomaly', meaning: 'A measure of one window outside its expected range.' },
  { term: 'backend', meaning: 'Where the stages run: embedded, Docker or external.' },
  { term: 'backlog', meaning: 'Events or windows that wait for a stage.' },
  { term: 'band', meaning: 'The expected range of a measure, window by window, with the observed values.' },
  {
    term: 'dataset',
    meaning: 'A kind of event: its schema, and which fields are its time, type, outcome and latency.',
  },
  {
    term: 'dead letter',
    meaning: 'A record that could not be decoded or stored. It is kept as it came, with the reason.',
  },
  { term: 'delivery', meaning: 'One notification to one recipient, such as a webhook, with its result.' },
  { term: 'event', meaning: 'One record of a dataset, such as one request of a customer.' },
  { term: 'event time', meaning: 'When an event happened, which can be long before it arrived.' },
  { term: 'extract', meaning: 'The rows of one window as a Parquet file.' },
  { term: 'grace', meaning: 'The seconds after a window’s end in which late events still belong to its first report.' },
  {
    term: 'history',
    meaning:
      'The 30 minutes before the first window. The simulator makes them on request, so that detection can start.',
  },
  { term: 'incident', meaning: 'Consecutive windows with anomalies of the same event type.' },
  {
    term: 'ledger',
    meaning: 'The account of a window: produced = logged = stored = extracted = analysed, or where the difference is.',
  },
  { term: 'level', meaning: 'The value that a measure has kept for some time. You can accept a new one as normal.' },
  { term: 'log', meaning: 'The durable, ordered list of records that every event is written to first.' },
  { term: 'mute', meaning: 'No notifications about an event type for a while.' },
  { term: 'notification', meaning: 'The message that an incident began or ended.' },
  { term: 'offset', meaning: 'The number of a record in its partition of the log.' },
  { term: 'replay', meaning: 'The lines of a log file, sent through the pipeline as events at their original times.' },
  { term: 'report', meaning: 'The analysis of one window: successes, errors, latencies and anomalies by event type.' },
  { term: 'resend', meaning: 'Dead letters that are sent again and followed until each is stored or dead again.' },
  { term: 'revision', meaning: 'One version of a report. Late events or another analysis make a new one.' },
  { term: 'scenario', meaning: 'A labelled disturbance of the simulator, such as a burst of errors.' },
  { term: 'service', meaning: 'One container that Millrace runs for the Docker backend.' },
  { term: 'sink', meaning: 'Moves events from the log into the store.' },
  { term: 'stage', meaning: 'One step of the pipeline, with its own start and stop.' },
  { term: 'store', meaning: 'The ClickHouse table that holds the events as rows.' },
  {
    term: 'trace',
    meaning: 'Everything known of one event: its place in the log, its row, its extract and its report.',
  },
  { term: 'window', meaning: 'One minute of event time, UTC. It gets a report once it is complete.' },
]
