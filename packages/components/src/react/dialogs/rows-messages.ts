/** Texts of what the rows dialog tells of the columns. */
export const rowsMessages = {
  en: {
    rowsStatistics: 'Columns in figures',
    duplicateRows: '{count} {count:row repeats|rows repeat} earlier ones',
    sameAsRow: '{rows} as {row}',
    columnWord: 'Column',
    typeWord: 'Type',
    emptyShare: 'Empty',
    chars_p50: 'Characters, median',
    chars_p90: '90 %',
    chars_max: 'Longest',
    usableFor: 'Usable for',
    fitsByDefault: 'Has the columns its dialog asks for by default.',
  },
  de: {
    rowsStatistics: 'Spalten in Zahlen',
    duplicateRows: '{count} {count:Zeile wiederholt|Zeilen wiederholen} frühere',
    sameAsRow: '{rows} wie {row}',
    columnWord: 'Spalte',
    typeWord: 'Typ',
    emptyShare: 'Leer',
    chars_p50: 'Zeichen, Median',
    chars_p90: '90 %',
    chars_max: 'Längste',
    usableFor: 'Brauchbar für',
    fitsByDefault: 'Hat die Spalten, nach denen der Dialog von sich aus fragt.',
  },
}
