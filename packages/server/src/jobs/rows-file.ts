/** Files that can be read as rows (`read-rows.ts`), by their names; text may be packed by gzip. */
export const ROWS_FILE = /\.(?:(?:json|jsonl|ndjson|csv|tsv)(?:\.gz)?|parquet|arrow)$/i
