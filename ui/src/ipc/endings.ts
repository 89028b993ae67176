import type { ExportFormat } from "./bindings";

/** What the file chooser offers as lists. */
export const listEndings = ["csv", "tsv", "txt", "xlsx", "xlsm", "xlsb", "xls", "ods"];

/** What the file chooser offers as exports of outcomes. */
export const outcomeEndings = [...listEndings, "json", "jsonl", "ndjson", "eml", "mbox"];

export const exportEndings: Record<ExportFormat, string> = {
  csv: "csv",
  xlsx: "xlsx",
  jsonl: "jsonl",
  html: "html",
  pdf: "pdf",
  zip: "zip",
};
