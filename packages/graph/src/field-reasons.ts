/**
 * Why the value of a field is refused (rule F4 in SPEC.md): English sentences by key, a part of `REASON_TEXTS`.
 *
 * `label` is the field's label and stands first, so that a list of problems need not say it twice.
 */
export const FIELD_REASON_TEXTS = {
  fieldRequired: '{label} is required',
  fieldNoText: '{label}: found {value}, expected text',
  fieldTooLong: '{label}: found {length} characters, expected at most {max}',
  fieldNoNumber: '{label}: found {value}, expected a number',
  fieldNotWhole: '{label}: found {value}, expected a whole number',
  fieldAtMost: '{label}: found {value}, expected at most {max}',
  fieldAtLeast: '{label}: found {value}, expected at least {min}',
  fieldBetween: '{label}: found {value}, expected {min} to {max}',
  fieldNoYesNo: '{label}: found {value}, expected yes or no',
  fieldNoOption: '{label}: found {value}, expected one of {options}',
  fieldUnavailable: '{label}: "{option}" cannot be chosen now: {why}',
  fieldNoList: '{label}: found {value}, expected a list of choices',
  fieldTwice: '{label}: the same choice is there twice',
  fieldNoJson: '{label}: is not JSON: {fault}',
  fieldNoPairs: '{label}: found {value}, expected names with values',
  fieldNoPair: '{label}: "{name}" has {value}, expected a name with text, a number or yes/no',
  fieldNoRows: '{label}: found {value}, expected rows',
  fieldNoRow: '{label}: row {number} is {value}, expected an object',
  fieldNoMessages: '{label}: found {value}, expected messages',
  fieldNoMessage: '{label}: message {number} needs a role and a text',
  fieldNoSecret: '{label}: expected the name of a stored secret; save the key under Secrets and choose it',
  fieldNotValid: '{label}: is not valid',
  // what a schema of the definition says, in its own words
  fieldSchema: '{label}: {fault}',
  // how a value is named inside a sentence; numbers, yes/no and null are shown as they are
  valueText: '"{text}"',
  valueList: 'a list of {count}',
  valueObject: 'an object',
} as const
