/** Said by the dialog and by the plan alike. */
export const BERT_UNAVAILABLE =
  'BERTScore needs an encoder that gives the vector of each token in its context; embeddings endpoints and the local engine give one vector for a text. Embedding BERTScore-like runs on those.'
