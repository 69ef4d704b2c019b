/** `missing` things are optional: Millrace runs without them, and `advice` says what they would add. */
export interface DoctorCheck {
  readonly name: string
  readonly state: 'good' | 'missing' | 'bad'
  readonly found: string
  readonly advice: string | null
}
