/** Texts of the list of samples. */
export const sampleMessages = {
  en: {
    category: 'Category',
    anyCategory: 'Any category',
    noCategories: 'No column of these rows has few enough texts to filter by.',
    sampleTotal: '{count} {count:sample|samples}',
    firstSamples: 'The first {count} of {total}; filter for others.',
  },
  de: {
    category: 'Kategorie',
    anyCategory: 'Jede Kategorie',
    noCategories: 'Keine Spalte dieser Zeilen hat wenige Texte, nach denen sich filtern ließe.',
    sampleTotal: '{count} {count:Beispiel|Beispiele}',
    firstSamples: 'Die ersten {count} von {total}; filtern Sie nach anderen.',
  },
}
