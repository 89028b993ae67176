import type { ExportFormat } from "./bindings";

/** What the file chooser offers as lists. */
export const listEndings = ["csv", "tsv", "txt", "xlsx", "xlsm", "xlsb", "xls", "ods"];

export const exportEndings: Record<ExportFormat, string> = {
  csv: "csv",
  xlsx: "xlsx",
  jsonl: "jsonl",
  html: "html",
  pdf: "pdf",
  zip: "zip",
};
