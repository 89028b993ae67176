/** Lists with several columns of addresses. */
export const further = {
  which: "Addresses of this row",
  told: (address: string, verdict: string, sentence: string) => `${address}: ${verdict}. ${sentence}`,
  counted: (column: string) =>
    `Verdict, filters and counts of the row go by “${column}”. Exports have the verdict of each column.`,
};
