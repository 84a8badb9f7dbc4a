/** Said by the dialog and by the plan alike. */
export const BERT_UNAVAILABLE =
  'BERTScore needs an encoder with token vectors, and none is set up. Choose other metrics.'
