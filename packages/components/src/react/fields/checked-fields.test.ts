import { validateFields, type FieldSpec } from '@evalflow/graph'
import { setLanguage } from '@evalflow/ui'
import { afterEach, expect, it } from 'vitest'
import { checkedFields } from './checked-fields.ts'

afterEach(() => setLanguage('en'))

const fields: FieldSpec[] = [
  { id: 'name', label: 'Dataset name', kind: 'text', required: true },
  { id: 'rows', label: 'Rows', kind: 'number', min: 1, max: 3 },
  { id: 'map', label: 'Field mapping', kind: 'key-values' },
  { id: 'own', label: 'Of a third party', kind: 'boolean' },
]
const values = { rows: 4, map: [1], own: 'no' }

it('says what a form shows in the reader’s language', () => {
  setLanguage('de')

  expect(checkedFields(fields, values)).toEqual({
    ok: false,
    errors: {
      name: 'Name des Datensatzes ist erforderlich',
      rows: 'Zeilen: 4 gefunden, 1 bis 3 erwartet',
      map: 'Zuordnung der Felder: eine Liste von 1 gefunden, Namen mit Werten erwartet',
      own: 'Of a third party: „no“ gefunden, Ja oder Nein erwartet',
    },
  })
})

it('says in English what command line and server say, and gives the same values', () => {
  expect(checkedFields(fields, values)).toEqual(validateFields(fields, values))
  expect(checkedFields(fields, { name: 'a' })).toEqual(validateFields(fields, { name: 'a' }))
})
