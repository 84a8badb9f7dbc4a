/** Functions as BFCL documents them, as far as the checker reads them. */

/** A parameter as BFCL documents it: `integer`, `float`, `string`, `boolean`, `array`, `tuple`, `dict`, `any`. */
export interface ParameterDoc {
  readonly type: string
  readonly items?: ParameterDoc
  readonly properties?: Readonly<Record<string, ParameterDoc>>
}

export interface FunctionDoc {
  readonly name: string
  readonly parameters: {
    readonly properties: Readonly<Record<string, ParameterDoc>>
    readonly required?: readonly string[]
  }
}
