/** What is known of an encoder beside its name. */
export interface EncoderFacts {
  /** Hash of the file, or what the user says; null if nobody does. */
  version: string | null
  pooling: string | null
  /** Hidden layer the vectors come from, counted from 1; the last one for sentence encoders. */
  layer: number | null
}
