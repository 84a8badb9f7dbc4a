/** A function as BFCL documents it. */
export interface DocumentedFunction {
  readonly name: string
  readonly description: string
  /** Read by the checker; the rest is for the model. */
  readonly parameters: {
    readonly properties: Readonly<Record<string, { readonly type: string; readonly [key: string]: unknown }>>
    readonly [key: string]: unknown
  }
  readonly [key: string]: unknown
}
